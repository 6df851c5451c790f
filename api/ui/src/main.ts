// The page. This module connects its parts; each part has a module of its own.
//
// All text from programs and from the API is set as text, never as HTML.

import "./view/copy";
import "./view/help";
import "./view/key";
import "./view/theme";
import { call } from "./api/call";
import type { Language } from "./api/record";
import { persist } from "./run/patience";
import { Runs } from "./runs";
import { sharedToken, showShared } from "./shared";
import { element } from "./view/element";
import { ProgramPane } from "./view/program";
import { showFailure, showReady } from "./view/result";
import { setUpSharing } from "./view/share";
import { showTrouble } from "./view/trouble";

async function start(): Promise<void> {
  const token = sharedToken(location.pathname);
  if (token) return showShared(token);
  const ask = () => call<{ languages: Language[] }>("GET", "api/languages");
  const { languages } = await persist(ask, showTrouble, new AbortController().signal);
  const pane = new ProgramPane(languages);
  await pane.open();
  showReady();
  const runs = new Runs(pane);
  setUpSharing(pane, runs);
  element("main").removeAttribute("aria-busy");
  await runs.resume();
}

start().catch((error: unknown) => showFailure(error, "Not connected"));
