// Server-Sent Events, as the HTML standard has them, out of an answer's body.
// EventSource cannot carry an API key.

export interface ServerEvent {
  name: string;
  id: string;
  data: string;
}

/** Events cuts text, as it comes, into events. Comments are left out. */
export class Events {
  #line = "";
  #event: ServerEvent = empty();

  /** push takes more text and returns the events that are whole with it. */
  push(text: string): ServerEvent[] {
    const lines = (this.#line + text).split("\n");
    this.#line = lines.pop() ?? "";
    return lines.flatMap((line) => this.#take(line.replace(/\r$/, "")));
  }

  #take(line: string): ServerEvent[] {
    if (line === "") {
      const event = this.#event;
      this.#event = empty();
      return event.data === "" ? [] : [event];
    }
    const [, field, value = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (field === "event") this.#event.name = value;
    if (field === "id") this.#event.id = value;
    if (field === "data") this.#event.data += (this.#event.data === "" ? "" : "\n") + value;
    return [];
  }
}

function empty(): ServerEvent {
  return { name: "message", id: "", data: "" };
}
