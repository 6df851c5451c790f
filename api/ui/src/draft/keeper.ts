// Keeps the draft: in this browser at each pause, and on the service as soon as
// that can be reached.

import { Autosave } from "./autosave";
import { serviceRemote, type Remote } from "./remote";
import { loadCopy, saveCopy, type Draft, type Text } from "./store";
import { Sync, type SyncState } from "./sync";

/** Where the draft stands. "lost" is kept nowhere. */
export type SaveState = SyncState | { name: "lost" };

/** What Keeper needs from the page. */
export interface KeeperHost {
  draft(): Draft; // as it is being edited
  show(state: SaveState): void;
  conflict(theirs: Text): void; // the user is to call takeTheirs or keepOurs
  adopt(theirs: Text): void; // the editor is to show it, for it has no changes of its own
}

export class Keeper {
  readonly #autosave: Autosave;
  readonly #sync: Sync;
  #kept = true; // in this browser

  constructor(private readonly host: KeeperHost, remote: Remote = serviceRemote) {
    this.#sync = new Sync({
      text: () => host.draft(),
      show: (state) => this.#show(state),
      kept: () => this.#copy(),
      conflict: (theirs) => host.conflict(theirs),
      adopt: (theirs) => host.adopt(theirs),
    }, remote);
    this.#autosave = new Autosave(() => this.#save());
    document.addEventListener("visibilitychange", () => { if (!document.hidden) void this.#sync.look(); });
    addEventListener("beforeunload", (event) => { if (this.#sync.disputed) event.preventDefault(); });
  }

  /** open returns what the editor begins with, and what it is in dispute with. */
  async open(): Promise<{ draft: Partial<Draft>; dispute: Text | null }> {
    const copy = loadCopy();
    const { text, dispute } = await this.#sync.open(copy);
    return { draft: { ...copy, ...text }, dispute };
  }

  /** opened is to be called when the editor shows that; kept says that it is somebody's work. */
  opened(kept: boolean): void {
    this.#sync.settled(kept);
  }

  /** inLanguage returns what this browser has in another language. */
  inLanguage(id: string): string | undefined {
    return loadCopy(id).code;
  }

  /** changed is to be called after each change of the draft. */
  changed(): void {
    if (!this.#sync.disputed) this.host.show({ name: "saving" });
    this.#autosave.changed();
  }

  /** flush saves at once what has not been saved yet. */
  flush(): void {
    this.#autosave.flush();
  }

  /**
   * saveAll makes an attempt, and reports whether the service has what the editor
   * has, which it cannot in a dispute. It throws the Problem that is in the way.
   */
  async saveAll(): Promise<boolean> {
    this.#autosave.flush();
    await this.#sync.saveAll();
    return !this.#sync.standing.unsaved;
  }

  /** sessionUsed is to be called when there may be another session than before. */
  sessionUsed(): void {
    if (this.#sync.moved) this.#sync.changed();
  }

  takeTheirs(): Text | null {
    return this.#sync.takeTheirs();
  }

  keepOurs(): void {
    this.#sync.keepOurs();
  }

  #save(): void {
    this.#copy();
    this.#sync.changed();
  }

  #copy(): void {
    this.#kept = saveCopy(this.host.draft(), this.#sync.standing);
  }

  #show(state: SyncState): void {
    if (state.name === "saved" && this.#autosave.pending) return; // there are changes since
    const safe = state.name === "saved" || state.name === "saving" || this.#kept;
    this.host.show(safe ? state : { name: "lost" });
  }
}
