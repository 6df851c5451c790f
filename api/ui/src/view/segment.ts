import { plain, type Span, type Style } from "./ansi";
import { make } from "./element";

// Lines of a block. The browser lays blocks out as they come into view, so that
// a megabyte of output does not hold the page up.
const blockLines = 100;

// Beyond so many coloured pieces of a segment, the rest comes in one colour.
const mostPieces = 20_000;

/** Segment shows what one stream wrote before the other wrote again. */
export class Segment {
  readonly element: HTMLElement;
  #text: HTMLElement;
  #block: HTMLElement;
  #lines = 0; // of the block
  #pieces = 0;
  #line: ChildNode[] = []; // what the last, unfinished line consists of
  #returned = false; // the last character was a carriage return

  constructor(readonly stream: string) {
    this.#block = make("div", "block");
    this.#text = make("pre", "", this.#block);
    this.element = make("div", `segment ${stream}`);
    if (stream === "stderr") this.element.append(make("span", "tag", "stderr"));
    this.element.append(this.#text);
  }

  /** write appends text. A carriage return begins the line again. */
  write({ text, style }: Span): void {
    const parts = text.split("\r");
    for (const [i, part] of parts.entries()) {
      if (i > 0) this.#returned = true;
      if (part === "") continue;
      if (this.#returned && !part.startsWith("\n")) this.#erase();
      this.#returned = false;
      this.#put(visible(part), style);
    }
  }

  /** gap says that so much is left out here. */
  gap(words: string): void {
    this.#text.append(make("div", "gap", words));
    this.#begin();
  }

  /** typed shows what the user wrote, and says so to those who do not see it. */
  typed(text: string, told: string, whole: boolean, more = ""): void {
    const piece = make("span", `typed ${more}`.trim(), text);
    if (told) piece.prepend(make("span", "unseen", told));
    this.#block.append(piece);
    this.#line = []; // a carriage return does not reach behind it
    if (whole) this.#append("\n", plain);
  }

  #put(text: string, style: Style): void {
    for (let at = 0; at < text.length;) {
      const end = this.#endOfBlock(text, at);
      const lineStart = text.lastIndexOf("\n", end - 1) + 1;
      if (lineStart > at) {
        this.#append(text.slice(at, lineStart), style);
        this.#line = [];
        if (this.#lines >= blockLines) this.#begin();
      }
      if (end > Math.max(at, lineStart)) this.#line.push(this.#append(text.slice(Math.max(at, lineStart), end), style));
      at = end;
    }
  }

  /** endOfBlock counts lines from at, up to where the block is full. */
  #endOfBlock(text: string, at: number): number {
    for (let end = at; ;) {
      end = text.indexOf("\n", end) + 1;
      if (end === 0) return text.length;
      if (++this.#lines >= blockLines) return end;
    }
  }

  #append(text: string, style: Style): ChildNode {
    const piece = this.#pieces++ < mostPieces ? pieceOf(text, style) : document.createTextNode(text);
    this.#block.append(piece);
    return piece;
  }

  #begin(): void {
    this.#block = make("div", "block");
    this.#text.append(this.#block);
    this.#lines = 0;
    this.#line = [];
  }

  #erase(): void {
    for (const piece of this.#line) piece.remove();
    this.#line = [];
  }
}

function pieceOf(text: string, { fg, bg, marks }: Style): ChildNode {
  if (!fg && !bg && marks.length === 0) return document.createTextNode(text);
  const piece = make("span", ["ansi", ...marks].join(" "), text);
  if (fg) piece.style.setProperty("--fg", /^\d/.test(fg) ? `var(--ansi-${fg})` : fg);
  if (bg) piece.style.setProperty("--bg", /^\d/.test(bg) ? `var(--ansi-back-${bg})` : bg);
  return piece;
}

/** visible replaces control characters by their pictures, and drops the bell. */
function visible(text: string): string {
  return text.replace(/[\x00-\x08\x0b-\x1f\x7f]/g, (c) => {
    if (c === "\x07") return "";
    return c === "\x7f" ? "\u2421" : String.fromCharCode(0x2400 + c.charCodeAt(0));
  });
}
