import { call } from "../api/call";
import { Problem } from "../api/problem";
import { urlOf } from "../api/root";
import { explain } from "../words/problems";
import { element } from "./element";

/** A link as the API tells it. */
interface Link {
  url: string; // path of the page that shows it
}

/** What a box shares. */
export interface Shared {
  known(): string | null; // its address, null where there is nothing yet
  address(): Promise<string | null>; // the same, once it is there to be shared
  missing: string; // what to say where it is not
}

/** LinkBox is the part of the dialog that is about one link. */
export class LinkBox {
  readonly #linked: HTMLElement;
  readonly #link: HTMLInputElement;
  readonly #make: HTMLButtonElement;
  readonly #copy: HTMLButtonElement;
  readonly #message: HTMLElement;
  #turn = 0;

  constructor(name: "program" | "result", private readonly shared: Shared) {
    this.#linked = element(`share-${name}-linked`);
    this.#link = element(`share-${name}-link`, HTMLInputElement);
    this.#make = element(`share-${name}-make`, HTMLButtonElement);
    this.#copy = element(`share-${name}-copy`, HTMLButtonElement);
    this.#message = element(`share-${name}-message`);
    this.#make.addEventListener("click", () => { void this.#try(() => this.#create()); });
    this.#copy.addEventListener("click", () => { void this.#take(); });
    element(`share-${name}-stop`, HTMLButtonElement).addEventListener("click", () => { void this.#try(() => this.#revoke()); });
  }

  /** open shows the link that there is, if any. */
  async open(possible: boolean): Promise<void> {
    this.#show(null);
    this.#message.textContent = possible ? "" : this.shared.missing;
    this.#make.hidden = !possible;
    const address = possible ? this.shared.known() : null;
    if (!address) return;
    await this.#try(async () => this.#show(await call<Link>("GET", address)));
  }

  async #create(): Promise<void> {
    this.#message.textContent = "Making the link…";
    const address = await this.shared.address();
    if (!address) {
      this.#message.textContent = this.shared.missing;
      return;
    }
    this.#show(await call<Link>("POST", address));
    this.#message.textContent = "";
    this.#copy.focus();
  }

  async #revoke(): Promise<void> {
    const address = this.shared.known();
    if (address) await call("DELETE", address);
    this.#show(null);
    this.#message.textContent = "It is no longer shared: the link shows nothing now.";
    this.#make.focus();
  }

  /** take copies the link, or where the browser does not let it, selects it. */
  async #take(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.#link.value);
      this.#message.textContent = "Copied.";
    } catch {
      this.#link.select();
      this.#message.textContent = "It is selected: press Ctrl or ⌘ with C to copy it.";
    }
  }

  async #try(work: () => Promise<void>): Promise<void> {
    const turn = ++this.#turn;
    this.#message.textContent = "";
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (turn !== this.#turn) return; // the user has asked for something since
      const nothing = error.code === "not_shared" || error.code === "session_not_found";
      if (nothing) this.#show(null);
      this.#message.textContent = nothing ? "" : `${explain(error)}${error.passing ? " Try again in a moment." : ""}`;
    }
  }

  #show(link: Link | null): void {
    this.#linked.hidden = link === null;
    this.#make.hidden = link !== null;
    this.#link.value = link ? urlOf(link.url.replace(/^\//, "")).href : "";
  }
}
