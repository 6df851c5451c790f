import type { ExecutionRecord } from "../api/record";
import { attach } from "./attach";
import { cancel } from "./cancel";
import { listen } from "./events";
import type { Sink } from "./live";
import { submit, type Program } from "./submit";

/** The user has stopped waiting; what was submitted goes on by itself. */
export class GaveUp extends Error {}

/** Execution is one run from its submission to its end, and can be stopped. */
export class Execution {
  readonly #end = new AbortController();
  readonly #sink: Sink;
  #id: string | undefined;
  #stopping: Promise<boolean> | undefined;
  #wanted: ((stopped: Promise<boolean>) => void) | undefined;
  #troubled = false;

  /**
   * accepted is told the execution's id as soon as it is known. To an interactive
   * one the user can type.
   */
  constructor(sink: Sink, readonly interactive: boolean, readonly accepted: (id: string) => void) {
    this.#sink = {
      ...sink,
      trouble: (problem, retryAt) => {
        this.#troubled = problem !== null;
        sink.trouble(problem, retryAt);
      },
    };
  }

  /** run submits a program and returns its final record. */
  async run(program: Program): Promise<ExecutionRecord> {
    return this.follow(await submit(program, this.#sink.trouble, this.#end.signal));
  }

  /** follow waits for the end of an execution that was submitted before. */
  follow(id: string): Promise<ExecutionRecord> {
    this.#id = id;
    this.accepted(id);
    this.#wanted?.(cancel(id, this.#end.signal));
    return (this.interactive ? attach : listen)(id, this.#sink, this.#end.signal);
  }

  /**
   * stop asks the service to end the program, and reports whether the service
   * can do that. Where the service is out of reach, it ends the waiting instead.
   */
  stop(): Promise<boolean> {
    if (this.#troubled) this.#end.abort(new GaveUp());
    if (this.#id) return cancel(this.#id, this.#end.signal);
    this.#stopping ??= new Promise((resolve) => { this.#wanted = resolve; });
    return this.#stopping;
  }
}
