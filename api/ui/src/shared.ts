// The view of what somebody shares: a program, or a result with its program. It
// needs no session, and no API key.

import { call } from "./api/call";
import { Problem } from "./api/problem";
import type { ExecutionRecord, Language } from "./api/record";
import { urlOf } from "./api/root";
import { handedOver } from "./draft/aside";
import type { Text } from "./draft/store";
import { Editor } from "./editor/editor";
import { untilEnd } from "./run/onlook";
import { persist, tryNow } from "./run/patience";
import { announce } from "./view/announce";
import { element } from "./view/element";
import { clock } from "./view/history";
import { showEnd, showUnderWay } from "./view/result";
import { showTrouble } from "./view/trouble";
import { onGoTo } from "./view/verdict";
import { explain } from "./words/problems";

type Run = Omit<ExecutionRecord, "id">;

type Answer =
  | { kind: "execution"; execution: Run }
  | { kind: "draft"; draft: Text & { updatedAt: string } };

const title = element("shared-title");
const text = element("shared-text");
const copy = element("shared-copy", HTMLButtonElement);

/** sharedToken reads the token from the page's address, null if it is another. */
export function sharedToken(path: string): string | null {
  return /\/s\/([\w-]+)\/?$/.exec(path)?.[1] ?? null;
}

/** showShared shows what the link is for, or why it shows nothing. */
export async function showShared(token: string): Promise<void> {
  document.body.dataset["view"] = "shared";
  for (const theirs of document.querySelectorAll<HTMLElement>(".theirs")) theirs.hidden = false;
  element("shared").hidden = false;
  element("shared-home", HTMLAnchorElement).href = urlOf("").href;
  tell("Shared.", "Loading…");
  document.addEventListener("visibilitychange", () => { if (!document.hidden) tryNow(); });
  const ask = () => call<Answer>("GET", `api/shared/${encodeURIComponent(token)}`, { unasked: true });
  try {
    await show(() => persist(ask, showTrouble, new AbortController().signal));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    showNothing(error);
  }
}

function showNothing(problem: Problem): void {
  element("shared").toggleAttribute("data-empty", true);
  for (const pane of document.querySelectorAll<HTMLElement>(".pane")) pane.hidden = true;
  copy.hidden = true;
  tell("Nothing to see.", explain(problem));
  announce(`Nothing to see. ${explain(problem)}`);
  loaded();
}

/** Where a key is needed, the names of languages must do. */
async function languages(): Promise<Language[]> {
  try {
    return (await call<{ languages: Language[] }>("GET", "api/languages", { unasked: true })).languages;
  } catch {
    return [];
  }
}

const names: Record<string, { name: string; fileName: string }> = {
  javascript: { name: "JavaScript", fileName: "main.js" },
  python: { name: "Python", fileName: "main.py" },
};

async function show(look: () => Promise<Answer>): Promise<void> {
  const answer = await look();
  const program: Text = answer.kind === "execution" ? answer.execution : answer.draft;
  const language = languageOf(program, await languages());
  const editor = showProgram(program, language);
  if (answer.kind === "execution") {
    onGoTo((line) => editor.goTo(line));
    await showRun(answer.execution, language, async () => (await look() as typeof answer).execution);
  } else {
    element("result").hidden = true;
    tell("A shared program.", `${language.name}, as of ${clock(answer.draft.updatedAt)}. The author may go on changing it.`);
    loaded();
  }
}

type Known = Pick<Language, "id" | "name" | "fileName"> & Partial<Language>;

function languageOf({ language: id }: Text, known: Language[]): Known {
  return known.find((language) => language.id === id) ?? { id, ...(names[id] ?? { name: id, fileName: "Program" }) };
}

function showProgram(program: Text, language: Known): Editor {
  const editor = new Editor(element("editor"), () => undefined);
  editor.show(program.code, language);
  element("file-name").textContent = language.fileName;
  copy.hidden = false;
  copy.addEventListener("click", () => {
    handedOver.put({ language: program.language, code: program.code });
    location.assign(urlOf(""));
  });
  return editor;
}

/** showRun shows a run, which may have to end yet. */
async function showRun(run: Run, language: Known, look: () => Promise<Run>): Promise<void> {
  const about = `${language.name}, run ${clock(run.createdAt)}.`;
  const end = await untilEnd(run, look, (record) => {
    tell("A shared run.", `${about} It has not ended yet; its result is shown here when it has.`);
    showUnderWay(record);
    loaded();
  });
  tell("A shared result.", `${about} It is as it was; nothing is run here.`);
  showEnd({ id: "", ...end }, language, "The author");
  loaded();
}

function loaded(): void {
  element("main").removeAttribute("aria-busy");
}

function tell(what: string, more: string): void {
  document.title = `${what.replace(".", "")} – livecode`;
  title.textContent = what;
  text.textContent = more;
}
