// The editor brings rules of its own, which style-mod would put into a <style>
// element. The page's policy forbids those. It lets the page's own script make
// style sheets, so the rules become such, one for each module.

import { StyleModule } from "style-mod";

const sheets = new WeakMap<StyleModule, CSSStyleSheet>();

function sheetOf(module: StyleModule): CSSStyleSheet {
  let sheet = sheets.get(module);
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(module.getRules());
    sheets.set(module, sheet);
  }
  return sheet;
}

/** Mounts all modules of the page's one editor, the last of which wins. */
function mount(root: Document | ShadowRoot | DocumentOrShadowRoot, modules: StyleModule | readonly StyleModule[]): void {
  root.adoptedStyleSheets = [modules].flat().map((module) => sheetOf(module as StyleModule));
}

Object.assign(StyleModule, { mount });
