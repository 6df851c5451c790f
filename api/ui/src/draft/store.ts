// The copy of the draft that this browser keeps. It is there at once, without a
// connection, and for each language; the service has what was edited last.

import { ownMemory } from "../memory";

/** The program that is worked on: what the service keeps of a draft. */
export interface Text {
  language: string;
  code: string;
}

/** What the user is working on. */
export interface Draft extends Text {
  stdin: string;
}

/** A state of the session's draft that the service is known to have had. */
export interface Base {
  session: string;
  revision: number; // 0 before the first
}

/** How a copy stands to the service's draft. */
export interface Standing {
  base: Base | null; // what it goes on from, null where nothing was ever saved
  unsaved: boolean; // whether it has changes since
}

/** loadCopy returns the draft of last time in this language, or in the last one. */
export function loadCopy(language?: string): Partial<Draft> & Standing {
  const copy: Partial<Draft> & Standing = standing(ownMemory.get("standing"));
  const last = language ?? ownMemory.get("language");
  const code = last ? ownMemory.get(`code.${last}`) : null;
  const stdin = ownMemory.get("stdin");
  if (last !== null) copy.language = last;
  if (code !== null) copy.code = code;
  if (stdin !== null) copy.stdin = stdin;
  return copy;
}

/**
 * saveCopy keeps the draft before it returns, so that even the last change
 * before the page goes is kept. It reports whether the browser does.
 */
export function saveCopy({ language, code, stdin }: Draft, how: Standing): boolean {
  const entries = { language, [`code.${language}`]: code, stdin, standing: JSON.stringify(how) };
  return !Object.entries(entries).map(([key, value]) => ownMemory.set(key, value)).includes(false);
}

/** A copy of which nothing is known has changes. */
function standing(kept: string | null): Standing {
  try {
    const { base, unsaved } = JSON.parse(kept ?? "{}") as Partial<Standing>;
    return { base: base ?? null, unsaved: unsaved ?? true };
  } catch {
    return { base: null, unsaved: true };
  }
}
