// Milliseconds without a change after which a draft is saved.
const pause = 400;

/** Autosave saves at every pause in typing, and when the page goes. */
export class Autosave {
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly save: () => void) {
    // A page that is hidden may not come back.
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.flush(); });
    addEventListener("pagehide", () => this.flush());
  }

  /** changed is to be called after each change of the draft. */
  changed(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#now(), pause);
  }

  /** Whether there is something that has not been saved yet. */
  get pending(): boolean {
    return this.#timer !== undefined;
  }

  /** flush saves at once what has not been saved yet. */
  flush(): void {
    if (this.pending) this.#now();
  }

  #now(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.save();
  }
}
