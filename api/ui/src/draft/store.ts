// Where the draft is kept: in this browser so far. A store on the service is a
// file beside this one that implements DraftStore.

import { lastingMemory } from "../memory";

/** What the user is working on. */
export interface Draft {
  language: string;
  code: string;
  stdin: string;
}

/** A store whose save fails leaves what it had. */
export interface DraftStore {
  /** Says where the draft is once it is saved, as in "Saved in this browser". */
  readonly place: string;

  /** The draft of last time in this language, or in the last one. */
  load(language?: string): Promise<Partial<Draft>>;

  save(draft: Draft): Promise<void>;
}

/** The browser keeps one program for each language, and one input. */
export const browserStore: DraftStore = {
  place: "Saved in this browser",

  async load(language) {
    const draft: Partial<Draft> = {};
    const last = language ?? lastingMemory.get("language");
    const code = last ? lastingMemory.get(`code.${last}`) : null;
    const stdin = lastingMemory.get("stdin");
    if (last !== null) draft.language = last;
    if (code !== null) draft.code = code;
    if (stdin !== null) draft.stdin = stdin;
    return draft;
  },

  // It saves before it returns, so that even the last change before the page
  // goes is kept.
  async save({ language, code, stdin }) {
    const entries = { language, [`code.${language}`]: code, stdin };
    const kept = Object.entries(entries).map(([key, value]) => lastingMemory.set(key, value));
    if (kept.includes(false)) throw new Error("this browser keeps nothing for the page");
  },
};
