// What the API answers with, as far as the page looks at it. A field that may be
// missing is one that is not known, or not known to older services.

/** A limit of one run, as GET /api/languages tells it. */
export interface Limits {
  wallTimeMs: number;
  memoryBytes: number;
  outputBytes: number; // each of stdout and stderr
  codeChars: number; // Unicode code points
  stdinBytes: number;
}

export interface Language {
  id: string;
  name: string;
  version?: string;
  fileName: string;
  example: string;
  limits: Limits;
}

export type Status = "QUEUED" | "RUNNING" | "COMPLETED" | "FAILED" | "TIMEOUT";

export type Stream = "stdout" | "stderr";

/** A gap in what is kept of a stream: `bytes` left out after the first `at`. */
export interface Gap {
  at: number;
  bytes: number;
}

/** The stages of an execution, in their order. */
export const stages = [
  "accepted", "stored", "queued", "dequeued", "claimed", "sent", "started", "firstOutput", "exited", "saved", "answered",
] as const;

export type Stage = (typeof stages)[number];

/** When each stage was reached, in milliseconds since the first. */
export type Timeline = Partial<Record<Stage, number>>;

export interface ExecutionRecord {
  id: string;
  code: string;
  language: string;
  status: Status;
  stdout: string;
  stderr: string;
  executionTime: number | null; // milliseconds
  createdAt: string; // RFC 3339
  startedAt?: string;
  finishedAt?: string;
  interactive?: boolean; // its input is typed while it runs
  termination?: string;
  detail?: string;
  exitCode?: number;
  signal?: string;
  cpuTimeMs?: number;
  peakMemoryBytes?: number;
  stdoutBytes?: number; // written, kept or not
  stderrBytes?: number;
  stdoutTruncated?: boolean;
  stderrTruncated?: boolean;
  stdoutLossy?: boolean;
  stderrLossy?: boolean;
  stdoutOmitted?: Gap;
  stderrOmitted?: Gap;
  queuePosition?: number; // 1 is the next to run
  estimatedWaitMs?: number; // until it runs
  timeline?: Timeline;
}

export interface ExecutionPage {
  executions: ExecutionRecord[];
  nextCursor: string | null;
}

/** isTerminal reports whether nothing more will happen to the execution. */
export function isTerminal(record: Pick<ExecutionRecord, "status">): boolean {
  return record.status !== "QUEUED" && record.status !== "RUNNING";
}
