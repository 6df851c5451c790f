import type { ExecutionRecord } from "../api/record";

// Characters that are read out; of more only the number of lines is told.
const most = 200;

/** spoken is what a screen reader is to say of an execution's output. */
export function spoken({ stdout, stderr }: Pick<ExecutionRecord, "stdout" | "stderr">): string {
  const text = (stdout + stderr).replace(/\x1b\[[0-9;]*m/g, "").trim();
  if (text === "") return "";
  if (text.length <= most) return `Output: ${text}`;
  const lines = text.split("\n").length;
  return lines === 1 ? "There is a long line of output." : `There are ${lines.toLocaleString("en")} lines of output.`;
}
