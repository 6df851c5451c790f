import assert from "node:assert/strict";
import { test } from "node:test";
import { Parser } from "./ansi";

const red = { fg: "1", bg: "", marks: [] };
const plain = { fg: "", bg: "", marks: [] };
const parse = (...chunks) => {
  const parser = new Parser();
  return chunks.flatMap((chunk) => parser.push(chunk));
};
/** What a terminal would show, without its colours. */
const text = (...chunks) => parse(...chunks).map((span) => span.text).join("");

test("colours hold until they are reset", () => {
  assert.deepEqual(parse("a\x1b[31mb\x1b[mc"), [
    { text: "a", style: plain }, { text: "b", style: red }, { text: "c", style: plain },
  ]);
  assert.deepEqual(parse("\x1b[31m", "b")[0].style, red);
});

test("each way to name a colour", () => {
  for (const [codes, fg, bg] of [
    ["32", "2", ""], ["92", "10", ""], ["43", "", "3"], ["103", "", "11"],
    ["38;5;9", "9", ""], ["38;5;196", "rgb(255,0,0)", ""], ["48;5;255", "", "rgb(238,238,238)"],
    ["38;2;1;2;3", "rgb(1,2,3)", ""], ["38;2;1;2;3;44", "rgb(1,2,3)", "4"], ["31;39", "", ""], ["41;49", "", ""],
    ["38;2;999;;7", "rgb(255,0,7)", ""], ["38", "", ""], ["38;9;31", "1", ""],
  ]) {
    const [{ style }] = parse(`\x1b[${codes}mx`);
    assert.deepEqual([style.fg, style.bg], [fg, bg], codes);
  }
});

test("marks are set and unset", () => {
  assert.deepEqual(parse("\x1b[1;3;4;7;9mx")[0].style.marks, ["bold", "italic", "underline", "inverse", "strike"]);
  assert.deepEqual(parse("\x1b[1;2;4m\x1b[22mx")[0].style.marks, ["underline"]);
});

test("what is no colour is dropped", () => {
  assert.equal(text("a\x1b[2J\x1b[10;20Hb\x1b]0;title\x07c\x1b]8;;x\x1b\\d\x1b(Be\x1b=f"), "abcdef");
});

test("a string that does not end costs no more than its line", () => {
  assert.equal(text("a\x1b]0;title\nb"), "a]0;title\nb");
  assert.equal(text(`a\x1b]${"x".repeat(5000)}`).length, 5002);
});

test("chunks may be cut anywhere", () => {
  const whole = "a\x1b[1;31mb\x1b]0;title\x1b\\c\x1b[0md\x1b(Be";
  const want = parse(whole).map(({ text: t, style }) => [t, style.fg]);
  for (let i = 1; i < whole.length; i++) {
    assert.deepEqual(parse(whole.slice(0, i), whole.slice(i)).map(({ text: t, style }) => [t, style.fg]), want, `cut at ${i}`);
  }
});
