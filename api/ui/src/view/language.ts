// What the page says of the language, and how much of the program's room is used.

import type { Language } from "../api/record";
import { bytes, seconds } from "../words/units";
import { element } from "./element";

const fileName = element("file-name");
const limits = element("limits");
const typedLimit = element("typed-limit");
const size = element("size");

export function showLanguage(language: Language): void {
  fileName.textContent = language.fileName;
  limits.textContent = limitsOf(language);
  typedLimit.textContent = `The ${seconds(language.limits.wallTimeMs)} that a program may run go on while it waits for you.`;
}

/** showSize counts as the API does: characters, not UTF-16 units. */
export function showSize(code: string, language: Language): void {
  const used = [...code].length;
  const most = language.limits.codeChars;
  size.textContent = `${used.toLocaleString("en")} / ${most.toLocaleString("en")}`;
  size.toggleAttribute("data-over", used > most);
}

function limitsOf({ limits }: Language): string {
  return `A program may run for ${seconds(limits.wallTimeMs)} and use ${bytes(limits.memoryBytes)} of memory, and has no ` +
    `network. Of its output ${bytes(limits.outputBytes)} are kept, of stdout and of stderr each.`;
}
