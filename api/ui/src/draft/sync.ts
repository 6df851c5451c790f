// Keeps the service's draft what the editor has.

import { Problem } from "../api/problem";
import { persist, tryNow } from "../run/patience";
import { reconcile, sameText } from "./reconcile";
import type { Found, Remote } from "./remote";
import type { Base, Draft, Standing, Text } from "./store";

/** Where the draft stands; the page shows it. */
export type SyncState =
  | { name: "saving" | "saved" | "elsewhere" }
  | { name: "waiting" | "refused"; problem: Problem }; // it is tried again, or not before the next change

/** What Sync needs from the page. */
export interface SyncHost {
  text(): Text; // as the editor has it
  show(state: SyncState): void;
  kept(): void; // the standing is another one
  conflict(theirs: Text): void; // the user is to call takeTheirs or keepOurs
  adopt(theirs: Text): void; // the editor is to show it, for it has no changes of its own
}

/**
 * Sync saves after each change, one request at a time. It never saves over what it
 * has not seen, nor throws an own change away, without the user's word.
 */
export class Sync {
  #base: Base | null = null;
  #saved: Text | null = null; // what the service has, as far as is known
  #theirs: Found | null = null; // while the user is to decide
  #running: Promise<void> | undefined;
  #asked: Promise<void> | undefined; // what saveAll has returned
  #failed: (problem: Problem) => void = () => undefined;
  readonly #for = new AbortController().signal;

  constructor(private readonly host: SyncHost, private readonly remote: Remote) {}

  get standing(): Standing {
    return { base: this.#base, unsaved: this.#unsaved };
  }

  /** Whether the user is to decide between two texts. */
  get disputed(): boolean {
    return this.#theirs !== null;
  }

  /**
   * open decides what the editor begins with: the service's draft, which it
   * returns, or with null the copy of this browser.
   */
  async open(ours: Partial<Draft> & Standing): Promise<{ text: Text | null; dispute: Text | null }> {
    let found: Found | null = null;
    try {
      found = await this.remote.load();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.#base = ours.base; // where it has moved on, the next save tells
      if (!ours.unsaved) this.#saved = textOf(ours);
      return { text: null, dispute: null };
    }
    const choice = reconcile(ours, found);
    if (choice === "both") {
      this.#base = ours.base;
      this.#theirs = found;
      return { text: null, dispute: found?.text ?? null };
    }
    this.#base = found?.base ?? null;
    this.#saved = found?.text ?? null;
    return { text: choice === "theirs" ? this.#saved : null, dispute: null };
  }

  /** settled says that the editor has what it begins with, which is saved if it is kept. */
  settled(kept: boolean): void {
    if (!kept) this.#saved ??= this.host.text(); // an example need not be saved
    if (this.#theirs) this.host.show({ name: "elsewhere" });
    else if (this.#unsaved) this.changed();
    else if (kept) this.host.show({ name: "saved" });
  }

  /** changed is to be called after each change, and saves it. */
  changed(): void {
    void this.save();
  }

  /** save saves what is not saved yet, and returns when it is, or cannot be. */
  save(): Promise<void> {
    this.#running ??= this.#run().finally(() => { this.#running = undefined; });
    return this.#running;
  }

  /**
   * saveAll saves also what need not be saved, such as an example. It throws the
   * Problem of the first attempt that fails, though there may be more of them.
   */
  saveAll(): Promise<void> {
    this.#asked ??= this.#attempt().finally(() => { this.#asked = undefined; });
    return this.#asked;
  }

  async #attempt(): Promise<void> {
    if (!this.#base?.revision) this.#saved = null;
    const failed = new Promise<never>((_, reject) => { this.#failed = reject; });
    const saved = this.save();
    tryNow(); // where it waits to try again
    await Promise.race([saved, failed]);
  }

  /** look brings changes that were made elsewhere. */
  async look(): Promise<void> {
    if (this.#running || this.#theirs || !this.#base) return;
    const found = await this.remote.load().catch(() => null);
    if (!found?.text || this.#running || this.#theirs) return;
    if (found.base.session !== this.#base.session || found.base.revision <= this.#base.revision) return;
    if (sameText(found.text, this.host.text())) this.#agree(found);
    else if (this.#unsaved) this.#dispute(found);
    else {
      this.#base = found.base;
      this.#saved = found.text;
      this.host.adopt(found.text);
      this.host.kept();
    }
  }

  /** takeTheirs ends a dispute; the editor is to show what is returned. */
  takeTheirs(): Text | null {
    const theirs = this.#theirs;
    if (!theirs) return null;
    this.#agree(theirs);
    return theirs.text;
  }

  /** keepOurs ends a dispute, and saves over what the user has seen of the other. */
  keepOurs(): void {
    if (!this.#theirs) return;
    this.#base = this.#theirs.base;
    this.#saved = this.#theirs.text;
    this.#theirs = null;
    this.changed();
  }

  /** Whether the session that has the draft is no longer the one in use. */
  get moved(): boolean {
    return this.#base !== null && this.#base.session !== this.remote.session();
  }

  get #unsaved(): boolean {
    return this.moved || !this.#saved || !sameText(this.#saved, this.host.text());
  }

  async #run(): Promise<void> {
    try {
      while (!this.#theirs && this.#unsaved) {
        this.host.show({ name: "saving" });
        await persist(() => this.#once(), (problem) => {
          if (problem?.passing) this.#tell({ name: "waiting", problem });
        }, this.#for);
      }
      this.host.show({ name: this.#theirs ? "elsewhere" : "saved" });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.#tell({ name: "refused", problem: error });
    }
  }

  #tell(state: SyncState & { problem: Problem }): void {
    this.host.show(state);
    this.#failed(state.problem);
  }

  async #once(): Promise<void> {
    const text = this.host.text();
    try {
      this.#base = await this.remote.save(text, this.#base);
      this.#saved = text;
      this.host.kept();
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== "draft_changed") throw error;
      await this.#meet();
    }
  }

  /** meet looks at what was saved elsewhere, which may be the very same. */
  async #meet(): Promise<void> {
    const found = await this.remote.load();
    if (!found?.text) this.#base = found?.base ?? null;
    else if (sameText(found.text, this.host.text())) this.#agree(found);
    else this.#dispute(found);
  }

  #agree(found: Found): void {
    this.#theirs = null;
    this.#base = found.base;
    this.#saved = found.text;
    this.host.kept();
  }

  #dispute(found: Found): void {
    this.#theirs = found;
    this.host.show({ name: "elsewhere" });
    if (found.text) this.host.conflict(found.text);
  }
}

function textOf({ language, code }: Partial<Text>): Text | null {
  return language !== undefined && code !== undefined ? { language, code } : null;
}
