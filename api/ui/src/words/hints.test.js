import assert from "node:assert/strict";
import { test } from "node:test";
import { hintFor } from "./hints";

const node = "file:///sandbox/main.js:1\nx\n^\n\n";

for (const [stderr, want] of [
  ["EOFError: EOF when reading a line\n", /Input tab/],
  ["ModuleNotFoundError: No module named 'numpy'\n", /nothing can be installed/],
  ["Error: Cannot find module 'lodash'\nRequire stack:\n- /sandbox/main.js\n", /nothing can be installed/],
  ["NameError: name 'x' is not defined\n", /has this name/],
  [`${node}ReferenceError: x is not defined\n    at main.js:1\n`, /has this name/],
  [`${node}ReferenceError: require is not defined in ES module scope\n`, /use import/],
  ["SyntaxError: '(' was never closed\n", /could not be read/],
  [`${node}SyntaxError: missing ) after argument list\n`, /could not be read/],
  ["IndentationError: unexpected indent\n", /spaces at the start/],
  ["RecursionError: maximum recursion depth exceeded\n", /calls itself/],
  [`${node}RangeError: Maximum call stack size exceeded\n`, /calls itself/],
  ["MemoryError\n", /more memory/],
  ["KeyError: 'a'\n", /not in there/],
  ["ZeroDivisionError: division by zero\n", /^$/],
]) {
  test(stderr.trim().split("\n").at(-1), () => assert.match(hintFor({ status: "FAILED", stderr }), want));
}

test("a program that did well needs none", () => assert.equal(hintFor({ status: "COMPLETED", stderr: "NameError: name 'x'" }), ""));
