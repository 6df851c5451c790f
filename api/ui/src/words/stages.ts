// The stages of an execution as a few phases that people care about.

import { stages, type ExecutionRecord, type Stage, type Timeline } from "../api/record";

export interface Phase {
  name: "queue" | "start" | "run" | "save";
  label: string;
  ms: number;
}

export interface Step {
  label: string;
  at: number; // milliseconds since the program was accepted
}

const labels: Record<Stage, string> = {
  accepted: "Accepted",
  stored: "Stored",
  queued: "Put into the queue",
  dequeued: "Taken from the queue",
  claimed: "Claimed by a worker",
  sent: "Sent to its container",
  started: "Program started",
  firstOutput: "First output",
  exited: "Program ended",
  saved: "Result saved",
  answered: "Result answered",
};

// Each phase goes on from where the one before has ended.
const ends: [name: Phase["name"], label: string, until: Stage[]][] = [
  ["queue", "Queue", ["claimed", "dequeued"]],
  ["start", "Start", ["started"]],
  ["run", "Run", ["exited"]],
  ["save", "Save", ["answered", "saved"]],
];

/** timelineOf returns the record's timeline, or makes one of its times. */
export function timelineOf(record: ExecutionRecord): Timeline {
  if (record.timeline) return record.timeline;
  const since = (time: string) => Math.max(0, Date.parse(time) - Date.parse(record.createdAt));
  const timeline: Timeline = { accepted: 0 };
  if (record.startedAt) timeline.started = since(record.startedAt);
  if (timeline.started !== undefined && record.executionTime !== null) timeline.exited = timeline.started + record.executionTime;
  if (record.finishedAt) timeline.saved = since(record.finishedAt);
  return timeline;
}

/** steps lists the stages that are known, in the order of their times. */
export function steps(timeline: Timeline): Step[] {
  return stages
    .filter((stage) => timeline[stage] !== undefined)
    .map((stage) => ({ label: labels[stage], at: timeline[stage]! }))
    .sort((a, b) => a.at - b.at);
}

/**
 * phases sums the stages up. What is not known, or took no time, is left out. A
 * busy worker may hear late that the program has started, so that it counts as
 * running for as long, in milliseconds, as it ran by the clock beside it.
 */
export function phases(timeline: Timeline, ran: number | null): Phase[] {
  const { started = Infinity, exited = Infinity } = timeline;
  const times = { ...timeline };
  if (ran !== null && exited - ran < started) times.started = Math.max(timeline.claimed ?? 0, exited - ran);
  const found: Phase[] = [];
  let from = times.accepted ?? 0;
  for (const [name, label, until] of ends) {
    const end = until.map((stage) => times[stage]).find((at) => at !== undefined);
    if (end === undefined) continue;
    if (end > from) found.push({ name, label, ms: end - from });
    from = Math.max(from, end);
  }
  return found;
}
