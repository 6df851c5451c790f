// The colours that programs give their output, as terminals understand them:
// ECMA-48 "select graphic rendition". All other control sequences are dropped.

/** A colour: "" for the default, "0" to "15" of the palette, or rgb(r,g,b). */
export type Colour = string;

export interface Style {
  readonly fg: Colour;
  readonly bg: Colour;
  readonly marks: readonly string[]; // in any order, of: bold dim italic underline inverse strike
}

export interface Span {
  text: string;
  style: Style;
}

export const plain: Style = { fg: "", bg: "", marks: [] };

// A whole sequence: control sequence, operating system command or other string,
// or a short escape. Strings end with their line at the latest.
const sequence = /\x1b(?:\[([0-?]*)[ -/]*([@-~])|[\]PX^_][^\x07\x1b\n]*(?:\x07|\x1b\\)|[ -/]*[0-OQ-WYZ\\`-~])/y;

// The beginning of one at the end of a chunk.
const partial = /\x1b(?:\[[0-?]*[ -/]*|[\]PX^_][^\x07\x1b\n]*\x1b?|[ -/]*)?$/y;

const longestPartial = 1024;

/** Parser takes one stream's output apart, in chunks cut anywhere. */
export class Parser {
  #style = plain;
  #rest = "";

  push(chunk: string): Span[] {
    const text = this.#rest + chunk;
    this.#rest = "";
    const spans: Span[] = [];
    const emit = (from: number, to: number) => {
      if (to > from) spans.push({ text: text.slice(from, to), style: this.#style });
    };
    let at = 0;
    for (let escape = text.indexOf("\x1b"); escape >= 0; escape = text.indexOf("\x1b", at)) {
      emit(at, escape);
      const found = matchAt(sequence, text, escape);
      if (!found && text.length - escape <= longestPartial && matchAt(partial, text, escape)) {
        this.#rest = text.slice(escape);
        return spans;
      }
      if (found?.[2] === "m") this.#style = render(this.#style, found[1] ?? "");
      at = escape + (found?.[0].length ?? 1);
    }
    emit(at, text.length);
    return spans;
  }
}

function matchAt(pattern: RegExp, text: string, index: number): RegExpExecArray | null {
  pattern.lastIndex = index;
  return pattern.exec(text);
}

const set: Record<number, string> = { 1: "bold", 2: "dim", 3: "italic", 4: "underline", 7: "inverse", 9: "strike" };
const unset: Record<number, string[]> = { 22: ["bold", "dim"], 23: ["italic"], 24: ["underline"], 27: ["inverse"], 29: ["strike"] };

/** render applies the parameters of one sequence. */
function render(style: Style, parameters: string): Style {
  const codes = parameters.split(/[;:]/).map(Number);
  let { fg, bg } = style;
  let marks = new Set(style.marks);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (code === 0) [fg, bg, marks] = ["", "", new Set()];
    else if (set[code]) marks.add(set[code]);
    else if (unset[code]) for (const mark of unset[code]) marks.delete(mark);
    else if (code === 38 || code === 48) {
      const [colour, used] = extended(codes.slice(i + 1, i + 5));
      if (code === 38) fg = colour;
      else bg = colour;
      i += used;
    } else if (code === 39) fg = "";
    else if (code === 49) bg = "";
    else if (isPalette(code, 30)) fg = String(code - 30);
    else if (isPalette(code, 40)) bg = String(code - 40);
    else if (isPalette(code, 90)) fg = String(code - 82);
    else if (isPalette(code, 100)) bg = String(code - 92);
  }
  return { fg, bg, marks: [...marks] };
}

function isPalette(code: number, first: number): boolean {
  return code >= first && code < first + 8;
}

/** extended reads 5;n or 2;r;g;b and tells how many codes that took. */
function extended([kind, ...values]: number[]): [Colour, number] {
  if (kind === 5) return [indexed(values[0] ?? 0), 2];
  if (kind === 2) return [rgb(values), 4];
  return ["", 1];
}

/** indexed is a colour of the 256: the palette, a cube of 6 × 6 × 6, 24 greys. */
function indexed(n: number): Colour {
  if (n < 16) return String(n);
  if (n >= 232) return rgb([n, n, n].map((v) => 8 + 10 * (v - 232)));
  const level = (v: number) => (v === 0 ? 0 : 55 + 40 * v);
  return rgb([Math.floor((n - 16) / 36), Math.floor((n - 16) / 6) % 6, (n - 16) % 6].map(level));
}

function rgb(values: number[]): Colour {
  const [r = 0, g = 0, b = 0] = values.map((v) => Math.min(255, Math.max(0, Math.trunc(v) || 0)));
  return `rgb(${r},${g},${b})`;
}
