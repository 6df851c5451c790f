// The words below the editor that say where the draft is.

import type { SaveState } from "../draft/keeper";
import { explain } from "../words/problems";
import { wordsOf } from "../words/saved";
import { announce } from "./announce";
import { element } from "./element";

const root = element("save-state");

/** showSaved shows where the draft is. Only bad news is spoken. */
export function showSaved(state: SaveState): void {
  const words = wordsOf(state);
  const told = root.dataset["state"] === state.name;
  root.dataset["state"] = state.name;
  root.textContent = words;
  root.title = "problem" in state ? explain(state.problem) : "";
  if (!told && state.name !== "saving" && state.name !== "saved") announce(words);
}
