// The view of what somebody shares: a program, or a result with its program. It
// needs no session, and no API key.

import { call } from "./api/call";
import { Problem } from "./api/problem";
import type { ExecutionRecord, Language } from "./api/record";
import { urlOf } from "./api/root";
import { handedOver } from "./draft/aside";
import type { Text } from "./draft/store";
import { Editor } from "./editor/editor";
import { persist } from "./run/patience";
import { element } from "./view/element";
import { clock } from "./view/history";
import { showEnd } from "./view/result";
import { showTrouble } from "./view/trouble";
import { onGoTo } from "./view/verdict";
import { explain } from "./words/problems";

type Answer =
  | { kind: "execution"; execution: Omit<ExecutionRecord, "id"> }
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
  try {
    const ask = () => call<Answer>("GET", `api/shared/${encodeURIComponent(token)}`, { unasked: true });
    show(await persist(ask, showTrouble, new AbortController().signal), await languages());
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    element("shared").toggleAttribute("data-empty", true);
    for (const pane of document.querySelectorAll<HTMLElement>(".pane")) pane.hidden = true;
    tell("Nothing to see.", explain(error));
  }
  element("main").removeAttribute("aria-busy");
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

function show(answer: Answer, known: Language[]): void {
  const program: Text = answer.kind === "execution" ? answer.execution : answer.draft;
  const language = known.find(({ id }) => id === program.language) ??
    { id: program.language, ...(names[program.language] ?? { name: program.language, fileName: "Program" }) };
  const editor = new Editor(element("editor"), () => undefined);
  editor.show(program.code, language);
  element("file-name").textContent = language.fileName;
  if (answer.kind === "execution") {
    const record = { id: "", ...answer.execution };
    tell("A shared result.", `${language.name}, run ${clock(record.createdAt)}. It is as it was; nothing is run here.`);
    showEnd(record, language, "The author");
    onGoTo((line) => editor.goTo(line));
  } else {
    element("result").hidden = true;
    tell("A shared program.", `${language.name}, as of ${clock(answer.draft.updatedAt)}. The author may go on changing it.`);
  }
  copy.hidden = false;
  copy.addEventListener("click", () => {
    handedOver.put({ language: program.language, code: program.code });
    location.assign(urlOf(""));
  });
}

function tell(what: string, more: string): void {
  document.title = `${what.replace(".", "")} – livecode`;
  title.textContent = what;
  text.textContent = more;
}
