// The dialog in which links are made, copied and taken back.

import type { Runs } from "../runs";
import { currentSession, sessionPath } from "../run/session";
import { element } from "./element";
import type { ProgramPane } from "./program";
import { LinkBox } from "./link";

const dialog = element("share-dialog", HTMLDialogElement);
const button = element("share", HTMLButtonElement);

/** setUpSharing lets the user share the program in the editor, and the result beside it. */
export function setUpSharing(pane: ProgramPane, runs: Runs): void {
  const program = new LinkBox("program", {
    known: () => draftAddress(),
    address: async () => (await pane.keeper.saveAll()) ? draftAddress() : null,
    missing: "The program could not be saved on the service, so there is nothing to link to yet. Below the editor it says why.",
  });
  const result = new LinkBox("result", {
    known: () => executionAddress(runs.ended()),
    address: async () => executionAddress(runs.ended()),
    missing: "There is no result yet: run the program first.",
  });
  button.disabled = false;
  button.addEventListener("click", () => {
    dialog.showModal();
    void program.open(true);
    void result.open(runs.ended() !== undefined);
  });
  element("share-close", HTMLButtonElement).addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close(); // outside of what it holds
  });
}

function draftAddress(): string | null {
  const session = currentSession();
  return session && sessionPath(session, "share");
}

function executionAddress(id: string | undefined): string | null {
  return id ? `api/executions/${encodeURIComponent(id)}/share` : null;
}
