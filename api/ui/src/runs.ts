// Run and Stop, and which execution the page shows.

import { call } from "./api/call";
import { Problem } from "./api/problem";
import { isTerminal, type ExecutionRecord } from "./api/record";
import { tabMemory } from "./memory";
import { Execution } from "./run/execution";
import type { Program } from "./run/submit";
import { element } from "./view/element";
import { refreshHistory, setUpHistory } from "./view/history";
import { hidePast, onAdopt, showPast } from "./view/past";
import type { ProgramPane } from "./view/program";
import { showCannotStop, showEnd, showFailure, showNotStopped, showProgress, showStart, showStopping } from "./view/result";
import { onShortcut } from "./view/shortcuts";
import { isOpen, onOpen, openTab } from "./view/tabs";
import { onGoTo } from "./view/verdict";

const runButton = element("run", HTMLButtonElement);
const stopButton = element("stop", HTMLButtonElement);
const output = element("result");

export class Runs {
  #current: Execution | undefined;
  #ended: string | undefined; // id of the execution whose end the page shows

  constructor(private readonly pane: ProgramPane) {
    runButton.addEventListener("click", () => { void this.run(); });
    stopButton.addEventListener("click", () => { void this.stop(); });
    onShortcut("run", () => { void this.run(); });
    onShortcut("stop", () => { void this.stop(); });
    onGoTo((line) => pane.goTo(line));
    onAdopt((record) => pane.adopt(record));
    onOpen("history", () => { void refreshHistory(); });
    setUpHistory({ languages: pane.languages, choose: (record) => this.show(record) });
    this.#showBusy();
  }

  /** run runs the program as it stands, unless one is running. */
  async run(): Promise<void> {
    if (this.#current) return;
    hidePast();
    bringIntoView();
    const program = this.pane.program();
    await this.#execute(program, (execution) => execution.run(program));
  }

  /** stop ends the running program. */
  async stop(): Promise<void> {
    const stopping = this.#current;
    if (!stopping) return;
    showStopping();
    try {
      const able = await stopping.stop();
      if (!able && this.#current === stopping) showCannotStop();
    } catch (error) {
      if (error instanceof Problem && this.#current === stopping) showNotStopped(error);
    }
  }

  /** show puts an earlier execution on the page, and reports whether it may. */
  show(record: ExecutionRecord): boolean {
    if (this.#current) return false;
    openTab("output");
    showPast(record);
    bringIntoView();
    if (isTerminal(record)) this.#end(record);
    else void this.#execute(record, (execution) => execution.follow(record.id));
    return true;
  }

  /** resume shows the execution that was on the page before it was reloaded. */
  async resume(): Promise<void> {
    const id = tabMemory.get("execution");
    if (!id || this.#current) return;
    try {
      const record = await call<ExecutionRecord>("GET", `api/executions/${encodeURIComponent(id)}`);
      if (this.#current) return;
      if (isTerminal(record)) this.#end(record);
      else await this.#execute(record, (execution) => execution.follow(id));
    } catch (error) {
      if (!(error instanceof Problem)) throw error; // an execution that is gone is not missed
    }
  }

  /** ended returns the id of the execution whose end the page shows, if it does. */
  ended(): string | undefined {
    return this.#current ? undefined : this.#ended;
  }

  async #execute({ language, interactive = false }: Pick<Program, "language" | "interactive">, work: Work): Promise<void> {
    const execution = new Execution(showProgress, interactive, (id) => {
      tabMemory.set("execution", id);
      this.pane.keeper.sessionUsed();
    });
    this.#current = execution;
    this.#ended = undefined;
    this.#showBusy();
    openTab("output");
    showStart(this.pane.language(language), interactive);
    try {
      this.#end(await work(execution));
    } catch (error) {
      showFailure(error);
    } finally {
      this.#current = undefined;
      this.#showBusy();
      if (isOpen("history")) await refreshHistory();
    }
  }

  #end(record: ExecutionRecord): void {
    tabMemory.set("execution", record.id);
    this.#ended = record.id;
    showEnd(record, this.pane.language(record.language));
  }

  /** The buttons stay focusable, so that the keyboard's place is kept. */
  #showBusy(): void {
    const busy = this.#current !== undefined;
    runButton.disabled = stopButton.disabled = false;
    runButton.setAttribute("aria-disabled", String(busy));
    stopButton.setAttribute("aria-disabled", String(!busy));
    document.body.toggleAttribute("data-running", busy);
  }
}

type Work = (execution: Execution) => Promise<ExecutionRecord>;

/** On a phone the result is below the editor, and would go unseen. */
function bringIntoView(): void {
  if (output.getBoundingClientRect().top > innerHeight - 200) output.scrollIntoView();
}
