import type { Draft, DraftStore } from "./store";

/** Where the draft stands; the page shows it. */
export type SaveState = "saved" | "unsaved" | "failed";

// Milliseconds without a change after which a draft is saved.
const pause = 400;

/** Autosave saves the draft at every pause in typing, and when the page goes. */
export class Autosave {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #latest: Promise<void> | undefined;

  constructor(
    private readonly store: DraftStore,
    private readonly draft: () => Draft,
    private readonly show: (state: SaveState) => void,
  ) {
    // A page that is hidden may not come back.
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.flush(); });
    addEventListener("pagehide", () => this.flush());
  }

  /** changed is to be called after each change of the draft. */
  changed(): void {
    this.show("unsaved");
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#save(), pause);
  }

  /** flush saves at once what has not been saved yet. */
  flush(): void {
    if (this.#timer !== undefined) this.#save();
  }

  #save(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const save = this.store.save(this.draft());
    this.#latest = save;
    save.then(() => this.#done(save, "saved"), () => this.#done(save, "failed"));
  }

  /** Of several saves the latest counts, unless there are changes since. */
  #done(save: Promise<void>, state: SaveState): void {
    if (save === this.#latest && this.#timer === undefined) this.show(state);
  }
}
