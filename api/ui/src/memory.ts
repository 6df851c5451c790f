// What the browser keeps for the page. A browser may refuse: the page then
// forgets, and set says so.

export interface Memory {
  get(key: string): string | null;
  set(key: string, value: string): boolean;
  remove(key: string): void;
}

const prefix = "livecode.";

function memory(area: () => Storage): Memory {
  return {
    get(key) {
      try { return area().getItem(prefix + key); } catch { return null; }
    },
    set(key, value) {
      try { area().setItem(prefix + key, value); return true; } catch { return false; }
    },
    remove(key) {
      try { area().removeItem(prefix + key); } catch { /* it was not kept either */ }
    },
  };
}

/** Kept until the user clears it. */
export const lastingMemory = memory(() => localStorage);

/** Kept as long as the tab, and not shown to others. */
export const tabMemory = memory(() => sessionStorage);

/**
 * Kept for this tab, and for the next one to be opened: a tab that is reloaded
 * finds what was its own, whatever others have kept since.
 */
export const ownMemory: Memory = {
  get: (key) => tabMemory.get(key) ?? lastingMemory.get(key),
  set(key, value) {
    const own = tabMemory.set(key, value);
    return lastingMemory.set(key, value) || own;
  },
  remove(key) {
    tabMemory.remove(key);
    lastingMemory.remove(key);
  },
};
