// The left side: the language, the program, and whether it is saved.

import type { ExecutionRecord, Language } from "../api/record";
import { Autosave, type SaveState } from "../draft/autosave";
import { browserStore, type DraftStore } from "../draft/store";
import { Editor } from "../editor/editor";
import type { Program } from "../run/submit";
import { bytes, seconds } from "../words/units";
import { element } from "./element";

const choice = element("language", HTMLSelectElement);
const fileName = element("file-name");
const saveState = element("save-state");
const size = element("size");
const stdin = element("stdin", HTMLTextAreaElement);
const inputTab = element("tab-input");
const example = element("example", HTMLButtonElement);

export class ProgramPane {
  readonly #editor: Editor;
  readonly #autosave: Autosave;

  constructor(readonly languages: readonly Language[], private readonly store: DraftStore = browserStore) {
    this.#editor = new Editor(element("editor"), () => this.#changed());
    this.#autosave = new Autosave(store, () => this.program(), (state) => this.#showSaved(state));
    for (const { id, name, version } of languages) choice.add(new Option(version ? `${name} ${version}` : name, id));
    choice.addEventListener("change", () => { void this.#switch(choice.value); });
    stdin.addEventListener("input", () => this.#changed());
    example.addEventListener("click", () => this.#editor.replace(this.language().example));
  }

  /** open loads the draft of last time. */
  async open(): Promise<void> {
    if (this.languages.length === 0) throw new Error("the service has no languages");
    const draft = await this.store.load();
    const known = this.languages.some(({ id }) => id === draft.language);
    stdin.value = draft.stdin ?? "";
    if (known && draft.language) choice.value = draft.language;
    await this.#load();
    choice.disabled = example.disabled = false;
  }

  language(id = choice.value): Language {
    return this.languages.find((language) => language.id === id) ?? this.languages[0]!;
  }

  program(): Program {
    return { language: choice.value, code: this.#editor.code, stdin: stdin.value };
  }

  /** adopt puts an earlier execution's program into the editor. */
  async adopt({ language, code }: ExecutionRecord): Promise<void> {
    if (language !== choice.value) {
      choice.value = language;
      await this.#switch(language);
    }
    this.#editor.replace(code);
  }

  goTo(line: number): void {
    this.#editor.goTo(line);
  }

  async #switch(id: string): Promise<void> {
    this.#autosave.flush();
    await this.#load(id);
    this.#autosave.changed(); // the language is part of the draft
  }

  async #load(id?: string): Promise<void> {
    const draft = await this.store.load(id);
    const language = this.language();
    this.#editor.load(draft.code ?? language.example, language);
    fileName.textContent = language.fileName;
    element("limits").textContent = limitsOf(language);
    this.#showSize();
    this.#showSaved("saved");
  }

  #changed(): void {
    this.#showSize();
    this.#autosave.changed();
  }

  #showSaved(state: SaveState): void {
    saveState.dataset["state"] = state;
    saveState.textContent = {
      saved: this.store.place, unsaved: "Saving…", failed: "Not saved: this browser keeps nothing",
    }[state];
  }

  /** showSize counts as the API does: characters, not UTF-16 units. */
  #showSize(): void {
    const used = [...this.#editor.code].length;
    const most = this.language().limits.codeChars;
    size.textContent = `${used.toLocaleString("en")} / ${most.toLocaleString("en")}`;
    size.toggleAttribute("data-over", used > most);
    inputTab.toggleAttribute("data-filled", stdin.value !== "");
  }
}

function limitsOf({ limits }: Language): string {
  return `A program may run for ${seconds(limits.wallTimeMs)} and use ${bytes(limits.memoryBytes)} of memory, and has no ` +
    `network. Of its output ${bytes(limits.outputBytes)} are kept, of stdout and of stderr each.`;
}
