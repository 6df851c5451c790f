// Trying again while the service cannot be reached or cannot take more.

import { Problem } from "../api/problem";

/** Told when a wait begins, and with null when it was worth it. */
export type Trouble = (problem: Problem | null, retryAt: number) => void;

const firstPause = 500;
const longestPause = 8000;

const sleepers = new Set<() => void>();

/** tryNow ends all pauses. */
export function tryNow(): void {
  for (const wake of [...sleepers]) wake();
}

/**
 * persist makes an attempt until it succeeds or fails for good. Pauses grow, are
 * at least what the service asks for, and end when the browser is online again.
 */
export async function persist<T>(attempt: () => Promise<T>, trouble: Trouble, signal: AbortSignal): Promise<T> {
  for (let pause = firstPause; ; pause = Math.min(pause * 2, longestPause)) {
    try {
      const answer = await attempt();
      trouble(null, 0);
      return answer;
    } catch (error) {
      if (!(error instanceof Problem) || !error.passing) {
        trouble(null, 0);
        throw error;
      }
      const wait = Math.max(pause * (0.8 + 0.4 * Math.random()), error.retryAfter * 1000);
      trouble(error, Date.now() + wait);
      await sleep(wait, signal);
    }
  }
}

/** sleep waits, and throws the signal's reason if that comes first. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(end, ms);
    function end() {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      globalThis.removeEventListener?.("online", end);
      sleepers.delete(end);
      if (signal.aborted) reject(signal.reason);
      else resolve();
    }
    signal.addEventListener("abort", end);
    globalThis.addEventListener?.("online", end);
    sleepers.add(end);
    if (signal.aborted) end();
  });
}
