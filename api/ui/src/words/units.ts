// Numbers as people read them. A no-break space keeps number and unit together.

/** time words milliseconds: 4 ms, 0.31 ms, 1.25 s. */
export function time(ms: number): string {
  if (ms >= 999.5) return `${(ms / 1000).toFixed(2)}\u00A0s`;
  return `${ms > 0 && ms < 9.95 ? trim(ms.toFixed(ms < 0.995 ? 2 : 1)) : Math.round(ms)}\u00A0ms`;
}

/** seconds words milliseconds with one decimal: 5.0 s. */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)}\u00A0s`;
}

/** about words milliseconds roughly, for what is guessed: 1 s, 40 s, 3 min. */
export function about(ms: number): string {
  const s = Math.max(1, Math.round(ms / 1000));
  return s < 100 ? `${s}\u00A0s` : `${Math.round(s / 60)}\u00A0min`;
}

/** bytes words a size: 512 bytes, 4.6 MiB. */
export function bytes(n: number): string {
  if (n === 1) return "1\u00A0byte";
  const units = ["bytes", "KiB", "MiB", "GiB"];
  let unit = 0;
  for (; n >= 1024 && unit < units.length - 1; unit++) n /= 1024;
  return `${trim(n.toFixed(unit === 0 ? 0 : 1))}\u00A0${units[unit]}`;
}

function trim(decimal: string): string {
  return decimal.replace(/\.0+$/, "");
}
