import type { ExecutionRecord } from "../api/record";

/**
 * lineToBlame returns the line of the program, from 1, at which a failed
 * execution says that its error is, or 0. Python names the place of an error
 * last, Node first.
 */
export function lineToBlame(record: ExecutionRecord, fileName: string): number {
  if (record.status === "COMPLETED") return 0;
  const path = `/sandbox/${fileName}`.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const python = [...record.stderr.slice(-65536).matchAll(new RegExp(`^ +File "${path}", line (\\d+)`, "gm"))].at(-1);
  const node = new RegExp(`^(?:.*[( ]|)(?:file://)?${path}:(\\d+)`, "m").exec(record.stderr);
  return Number((python ?? node)?.[1] ?? 0);
}

const error = /^(?:Uncaught )?[\w.]*(?:Error|Exception|KeyboardInterrupt|StopIteration)(?: \[\w+\])?(?::.*)?$/gm;

/**
 * errorOf returns the error that a program ended with, in the words of its
 * interpreter, or "".
 */
export function errorOf(record: ExecutionRecord): string {
  const found = record.stderr.slice(-65536).match(error)?.at(-1) ?? "";
  return found.length > 200 ? `${found.slice(0, 199)}…` : found;
}
