import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { javascript } from "@codemirror/lang-javascript";
import { python } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState, type Extension } from "@codemirror/state";
import {
  crosshairCursor, drawSelection, dropCursor, EditorView, highlightActiveLine, highlightActiveLineGutter,
  highlightSpecialChars, keymap, lineNumbers, rectangularSelection,
} from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";
import { overwrite } from "./overwrite";
import { theme } from "./theme";

/** What each language adds. One that is not here is edited without colours. */
const languages: Record<string, () => Extension> = {
  javascript: () => [javascript(), indentUnit.of("  ")],
  python: () => [python(), indentUnit.of("    ")],
};

/** extensionsFor returns the editor's set-up for a language of the service. */
export function extensionsFor(id: string, name: string): Extension {
  return [common, languages[id]?.() ?? [], EditorView.contentAttributes.of({ "aria-label": `Program in ${name}` })];
}

const common: Extension = [
  lineNumbers(),
  highlightActiveLine(),
  highlightActiveLineGutter(),
  highlightSpecialChars(),
  highlightSelectionMatches(),
  history(),
  drawSelection(),
  dropCursor(),
  EditorState.allowMultipleSelections.of(true),
  EditorState.tabSize.of(4),
  rectangularSelection(),
  crosshairCursor(),
  indentOnInput(),
  bracketMatching(),
  closeBrackets(),
  autocompletion({ icons: false }),
  search({ top: true }),
  syntaxHighlighting(classHighlighter),
  // Escape lets the next Tab leave the editor.
  keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, ...completionKeymap, indentWithTab]),
  EditorView.contentAttributes.of({ "aria-describedby": "keys", tabindex: "0", autocapitalize: "off", autocorrect: "off", spellcheck: "false" }),
  overwrite,
  theme,
];
