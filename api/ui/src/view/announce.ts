import { element } from "./element";

const region = element("announcer"); // outside of all that is ever hidden

/** announce has a screen reader say something when it is done with the rest. */
export function announce(text: string): void {
  if (region.textContent !== text) region.textContent = text;
}
