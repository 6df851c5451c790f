import type { ExecutionRecord, Status, Stream } from "../api/record";
import type { Refusal, Sink } from "./live";

/** An event of the API, however it came. */
export interface StoryEvent {
  name: string;
  id: string; // "" for one that is no place to go on from
  data: unknown;
}

/** Story is what has been told of an execution, over any number of connections. */
export class Story {
  last = ""; // id of the last event
  status: Status | undefined;
  record: ExecutionRecord | undefined; // known at the end
  #attempt: number | undefined;

  constructor(readonly sink: Sink) {}

  take({ name, id, data }: StoryEvent): void {
    if (name === "status") this.#turn(data as { status: Status; attempt?: number });
    if (name === "stdout" || name === "stderr") this.sink.output(name as Stream, (data as { text: string }).text);
    if (name === "end") this.record = data as ExecutionRecord;
    if (name === "error") this.sink.notTaken(data as Refusal);
    if (id) this.last = id;
  }

  #turn({ status, attempt }: { status: Status; attempt?: number }): void {
    this.status = status;
    if (attempt !== undefined && this.#attempt !== undefined && attempt !== this.#attempt) this.sink.restart();
    this.#attempt = attempt ?? this.#attempt;
    if (status === "QUEUED" || status === "RUNNING") this.sink.status({ status });
  }
}
