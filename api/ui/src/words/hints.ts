// Advice for the errors that newcomers meet first, told from what the program
// wrote to stderr. A hint never decides anything: the verdict does not use it.

import type { ExecutionRecord } from "../api/record";

const hints: [sign: RegExp, advice: string][] = [
  [/^EOFError: EOF when reading a line/m, "It asked for input and there was no more: write some in the Input tab, or choose there to type while it runs."],
  [/^(?:ModuleNotFoundError|ImportError): No module named|Cannot find (?:module|package) '/m,
    "Only what comes with the language can be imported; nothing can be installed."],
  [/Temporary failure in name resolution|Network is unreachable|EAI_AGAIN|ENETUNREACH|getaddrinfo/, "Programs have no network here."],
  [/Read-only file system|EROFS/, "Files can be written in /tmp alone."],
  [/No space left on device|ENOSPC/, "There is little room for files."],
  [/JavaScript heap out of memory|^MemoryError/m, "It needed more memory than a program may use."],
  [/^(?:IndentationError|TabError)/m, "In Python the spaces at the start of a line count: lines that belong together begin alike."],
  [/can't start new thread|Resource temporarily unavailable|EAGAIN/, "It started more processes or threads than a program may have."],
  [/^ReferenceError: require is not defined/m, "A file with import statements cannot use require; use import there, too."],
  [/^NameError: name '|^(?:Uncaught )?ReferenceError: [\w$]+ is not defined/m,
    "Nothing has this name where it is used: look at how it is spelled, and whether it is made before that line."],
  [/^RecursionError|^(?:Uncaught )?RangeError: Maximum call stack/m, "A function calls itself again and again: see that it stops at some point."],
  [/^(?:Uncaught )?SyntaxError/m,
    "It did not run, since it could not be read: look at this line and the one before it for a bracket, quote or colon too few or too many."],
  [/^(?:Uncaught )?TypeError/m, "A value is of another kind than this line needs: look at what it is, for example by printing it."],
  [/^(?:IndexError|KeyError)/m, "What is looked for is not in there: print the whole of it to see what is."],
];

/** hintFor returns advice on a failed execution, or "" where there is none. */
export function hintFor(record: ExecutionRecord): string {
  if (record.status === "COMPLETED") return "";
  const end = record.stderr.slice(-8192);
  return hints.find(([sign]) => sign.test(end))?.[1] ?? "";
}
