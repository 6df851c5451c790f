import "./styles";
import { isolateHistory } from "@codemirror/commands";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { extensionsFor } from "./extensions";

/** Editor is the place where the program is written. */
export class Editor {
  readonly #view: EditorView;
  readonly #listener: Extension;

  /** changed is called after each change, by the user or by replace. */
  constructor(parent: HTMLElement, changed: () => void) {
    this.#listener = EditorView.updateListener.of((update) => {
      if (update.docChanged) changed();
    });
    this.#view = new EditorView({ parent, state: this.#state("", "", "no language yet", EditorState.readOnly.of(true)) });
  }

  get code(): string {
    return this.#view.state.doc.toString();
  }

  /** load begins with another program, which undo does not reach behind. */
  load(code: string, language: { id: string; name: string }): void {
    this.#view.setState(this.#state(code, language.id, language.name));
  }

  /** show shows a program that is not to be changed. */
  show(code: string, language: { id: string; name: string }): void {
    this.#view.setState(this.#state(code, language.id, language.name, [EditorState.readOnly.of(true), EditorView.editable.of(false)]));
  }

  /** replace puts another program in place of this one, and can be undone by itself. */
  replace(code: string): void {
    const { doc } = this.#view.state;
    const annotations = isolateHistory.of("full");
    this.#view.dispatch({ changes: { from: 0, to: doc.length, insert: code }, selection: { anchor: 0 }, scrollIntoView: true, annotations });
  }

  focus(): void {
    this.#view.focus();
  }

  /** goTo selects a line, from 1, and puts the keyboard there. */
  goTo(number: number): void {
    const { doc } = this.#view.state;
    const line = doc.line(Math.min(Math.max(number, 1), doc.lines));
    this.#view.dispatch({
      selection: { anchor: line.from, head: line.to },
      effects: EditorView.scrollIntoView(line.from, { y: "center" }),
    });
    this.#view.focus();
  }

  #state(code: string, id: string, name: string, more: Extension = []): EditorState {
    return EditorState.create({ doc: code, extensions: [extensionsFor(id, name), this.#listener, more] });
  }
}
