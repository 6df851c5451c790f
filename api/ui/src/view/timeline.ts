// The stages of an execution: a bar of phases, and a list behind it.

import type { ExecutionRecord } from "../api/record";
import { phases, steps, timelineOf } from "../words/stages";
import { time } from "../words/units";
import { element, make } from "./element";

const root = element("timeline");
const bar = element("timeline-bar");
const legend = element("timeline-legend");
const list = element("timeline-steps");

/** showTimeline shows where an execution's time went, or with null nothing. */
export function showTimeline(record: ExecutionRecord | null): void {
  const timeline = record ? timelineOf(record) : {};
  const found = phases(timeline, record?.executionTime ?? null);
  root.hidden = found.length === 0;
  bar.replaceChildren(...found.map(({ name, ms }) => {
    const part = make("span", name);
    part.style.flexGrow = String(ms);
    return part;
  }));
  legend.replaceChildren(...found.map(({ name, label, ms }) => make("span", name, `${label} ${time(ms)}`)));
  list.replaceChildren(...steps(timeline).map(({ label, at }) => make("li", "", make("span", "", label), make("span", "", time(at)))));
}
