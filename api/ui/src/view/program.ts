// The left side: the language, the program, and whether it is saved.

import type { ExecutionRecord, Language } from "../api/record";
import { handedOver, setAside } from "../draft/aside";
import { Keeper } from "../draft/keeper";
import type { Draft, Text } from "../draft/store";
import { Editor } from "../editor/editor";
import type { Program } from "../run/submit";
import { announce } from "./announce";
import { offer } from "./choice";
import { element } from "./element";
import { isTyped, onInput, prepared, setPrepared } from "./input";
import { showLanguage, showSize } from "./language";
import { showSaved } from "./saved";

const choice = element("language", HTMLSelectElement);
const example = element("example", HTMLButtonElement);

export class ProgramPane {
  readonly #editor: Editor;
  readonly keeper: Keeper;
  #language = ""; // of what the editor has

  constructor(readonly languages: readonly Language[]) {
    this.#editor = new Editor(element("editor"), () => this.#changed());
    this.keeper = new Keeper({
      draft: () => this.#draft(),
      show: showSaved,
      conflict: (theirs) => this.#dispute(theirs),
      adopt: (theirs) => this.#refresh(theirs),
    });
    for (const { id, name, version } of languages) choice.add(new Option(version ? `${name} ${version}` : name, id));
    choice.addEventListener("change", () => this.#switch(choice.value));
    onInput(() => this.keeper.changed());
    example.addEventListener("click", () => this.adopt({ language: this.#language, code: this.language().example }));
  }

  /** open loads the draft of last time. */
  async open(): Promise<void> {
    if (this.languages.length === 0) throw new Error("the service has no languages");
    const { draft, dispute } = await this.keeper.open();
    const known = this.languages.some(({ id }) => id === draft.language);
    if (known && draft.language) choice.value = draft.language;
    setPrepared(draft.stdin ?? "");
    this.#load(choice.value, known ? draft.code : undefined);
    this.keeper.opened(known && draft.code !== undefined);
    choice.disabled = example.disabled = false;
    if (dispute) this.#dispute(dispute);
    this.#takeOver();
  }

  language(id = this.#language): Language {
    return this.languages.find((language) => language.id === id) ?? this.languages[0]!;
  }

  program(): Program {
    const { language, code, stdin } = this.#draft();
    return isTyped() ? { language, code, interactive: true } : { language, code, stdin };
  }

  /** adopt puts another program into the editor, which undo brings back. */
  adopt(text: Pick<ExecutionRecord, "language" | "code">): void {
    this.#refresh(text);
    this.#editor.focus();
  }

  goTo(line: number): void {
    this.#editor.goTo(line);
  }

  #draft(): Draft {
    return { language: this.#language, code: this.#editor.code, stdin: prepared() };
  }

  #switch(id: string): void {
    this.keeper.flush();
    this.#load(id, this.keeper.inLanguage(id));
    this.keeper.changed(); // the language is part of the draft
  }

  #load(id: string, code?: string): void {
    this.#language = id;
    const language = this.language();
    this.#editor.load(code ?? language.example, language);
    showLanguage(language);
    showSize(this.#editor.code, language);
  }

  #refresh({ language, code }: Text): void {
    if (language !== this.#language) {
      choice.value = language;
      this.#switch(language);
    }
    this.#editor.replace(code);
  }

  #changed(): void {
    showSize(this.#editor.code, this.language());
    this.keeper.changed();
  }

  /** dispute lets the user choose between what is here and what was saved elsewhere. */
  #dispute(theirs: Text): void {
    offer({
      text: "This program was changed in another tab or on another device, and here as well. Nothing is lost: which of them is to be kept?",
      other: theirs,
      stay: ["Keep mine", () => {
        this.keeper.keepOurs();
        this.#editor.focus();
      }],
      turn: ["Take the other", () => {
        const text = this.keeper.takeTheirs();
        if (text) this.adopt(text);
      }],
    });
  }

  /** takeOver opens a copy of a shared program, and sets aside what was here. */
  #takeOver(): void {
    const copy = handedOver.get();
    handedOver.clear();
    if (copy && this.languages.some(({ id }) => id === copy.language)) {
      const own = { language: copy.language, code: this.keeper.inLanguage(copy.language) };
      const { example: shown } = this.language(copy.language);
      if (own.code !== undefined && own.code !== copy.code && own.code !== shown) setAside.put({ language: own.language, code: own.code });
      this.adopt(copy);
      announce("This is your own copy of the shared program.");
    }
    this.#offerBack();
  }

  #offerBack(): void {
    const own = setAside.get();
    if (!own) return;
    offer({
      text: "You are editing a copy of a shared program. The program that you had here before is kept.",
      other: own,
      stay: ["Keep the copy", () => {
        setAside.clear();
        this.#editor.focus();
      }],
      turn: ["Back to mine", () => {
        setAside.clear();
        this.adopt(own);
      }],
    });
  }
}
