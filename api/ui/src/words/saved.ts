// Where the draft is, in a few words.

import type { SaveState } from "../draft/keeper";

export function wordsOf(state: SaveState): string {
  switch (state.name) {
    case "saving": return "Saving…";
    case "saved": return "Saved";
    case "elsewhere": return "Changed elsewhere: yours is kept here";
    case "waiting": return state.problem.status === 0 ? "Offline: kept in this browser" : "Service busy: kept in this browser";
    case "refused": return state.problem.code === "invalid_request" ? "Cannot be saved like this: kept in this browser" : "Not saved on the service: kept in this browser";
    case "lost": return "Not saved: this browser keeps nothing";
  }
}
