import { EditorView } from "@codemirror/view";

/**
 * overwrite does itself what the browser would do when one types over a
 * selection. Chromium keeps the colours of the text that goes, in style
 * attributes: the page's policy forbids them, and the text has wrong colours.
 */
export const overwrite = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { state } = view;
    const { from, to, empty } = state.selection.main;
    const { data } = event;
    if (event.inputType !== "insertText" || data === null || empty || view.composing || !event.cancelable) return false;
    const insert = () => state.update(state.replaceSelection(data), { userEvent: "input.type", scrollIntoView: true });
    const taken = state.facet(EditorView.inputHandler).some((handle) => handle(view, from, to, data, insert));
    if (!taken) view.dispatch(insert());
    return true;
  },
});
