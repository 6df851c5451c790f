// Programs on their way from one view of the page to another: a shared one that
// is to be edited, and the user's own that it has taken the place of.

import { lastingMemory, tabMemory, type Memory } from "../memory";
import type { Text } from "./store";

/** A place for one program. */
export interface Place {
  get(): Text | null;
  put(text: Text): void;
  clear(): void;
}

function place(memory: Memory, key: string): Place {
  return {
    get() {
      try {
        return JSON.parse(memory.get(key) ?? "null") as Text | null;
      } catch {
        return null;
      }
    },
    put: (text) => { memory.set(key, JSON.stringify(text)); },
    clear: () => memory.remove(key),
  };
}

/** What the page is to open with, once. */
export const handedOver = place(tabMemory, "handed-over");

/** What the user may have back. */
export const setAside = place(lastingMemory, "set-aside");
