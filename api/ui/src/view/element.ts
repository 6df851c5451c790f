type Kind<T> = new () => T;

/**
 * element returns the element that index.html has under an id. That there is
 * none, or one of another kind, is a mistake of ours, and ends the page.
 */
export function element(id: string): HTMLElement;
export function element<T extends HTMLElement>(id: string, kind: Kind<T>): T;
export function element(id: string, kind: Kind<HTMLElement> = HTMLElement): HTMLElement {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`no ${kind.name} with id ${id}`);
  return found;
}

/** make returns a new element with a class and children, text among them. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K, className: string, ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}
