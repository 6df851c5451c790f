import assert from "node:assert/strict";
import { test } from "node:test";
import { errorOf, lineToBlame } from "./blame";

const failed = (stderr) => ({ status: "FAILED", stderr });

const python = `Traceback (most recent call last):
  File "/sandbox/main.py", line 7, in <module>
    f(0)
  File "/sandbox/main.py", line 6, in f
    return 1/x
  File "/usr/lib/python3.13/json/decoder.py", line 355, in raw_decode
json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)
`;

const node = `/sandbox/main.js:2
null.length;
     ^

TypeError: Cannot read properties of null (reading 'length')
    at Object.<anonymous> (/sandbox/main.js:4:6)

Node.js v24.19.0
`;

test("the line of the program at which the error is", () => {
  assert.equal(lineToBlame(failed(python), "main.py"), 6);
  assert.equal(lineToBlame(failed(node), "main.js"), 2);
  assert.equal(lineToBlame(failed("file:///sandbox/main.js:12\nimport x from 'y'\n"), "main.js"), 12);
  assert.equal(lineToBlame(failed("no line here"), "main.py"), 0);
  assert.equal(lineToBlame({ status: "COMPLETED", stderr: python }, "main.py"), 0);
});

test("the error in the interpreter's words", () => {
  assert.equal(errorOf(failed(python)), "json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)");
  assert.equal(errorOf(failed(node)), "TypeError: Cannot read properties of null (reading 'length')");
  assert.equal(errorOf(failed("Error [ERR_X]: no\n")), "Error [ERR_X]: no");
  assert.equal(errorOf(failed("KeyboardInterrupt\n")), "KeyboardInterrupt");
  assert.equal(errorOf(failed("an Error: of its own words\n")), "");
  assert.equal(errorOf(failed(`ValueError: ${"x".repeat(500)}\n`)).length, 200);
});
