// The line below the output into which one types what the program reads.

import type { Refusal, Typing } from "../run/live";
import { announce } from "./announce";
import { endTyped, showTyped } from "./console";
import { element } from "./element";

const form = element("prompt", HTMLFormElement);
const line = element("prompt-line", HTMLInputElement);
const send = element("prompt-send", HTMLButtonElement);
const end = element("prompt-end", HTMLButtonElement);
const note = element("typing-note");

// Characters of output that are spoken at once, and milliseconds without any more.
const mostHeard = 300;
const quiet = 250;

let heard = "";
let hearing: ReturnType<typeof setTimeout> | undefined;
let way: Typing | null = null;
let running = false;
let ended = false;
let wanted = false; // whether the keyboard's place is here as soon as one can type

/** openPrompt shows the line for a program that has just been asked for, or hides it. */
export function openPrompt(interactive: boolean): void {
  [way, running, ended, wanted] = [null, false, false, interactive];
  line.value = "";
  form.hidden = !interactive;
  note.hidden = true;
  show();
}

/** closePrompt hides the line, and takes the keyboard's place to the output. */
export function closePrompt(): void {
  clearTimeout(hearing); // the end is told with the verdict
  heard = "";
  const had = form.contains(document.activeElement);
  form.hidden = note.hidden = true;
  if (had) element("console").focus();
}

export function promptRuns(now: boolean): void {
  running = now;
  show();
}

/**
 * promptHears has a screen reader say what the program writes in a dialogue, once
 * it is quiet for a moment, and of much only the end.
 */
export function promptHears(text: string): void {
  if (form.hidden) return;
  heard = (heard + text).slice(-mostHeard);
  clearTimeout(hearing);
  hearing = setTimeout(() => {
    announce(heard);
    heard = "";
  }, quiet);
}

/** setTyping is for the way to the program, null while there is none. */
export function setTyping(to: Typing | null): void {
  way = to;
  show();
}

/** noTyping says that there is no way to the program. */
export function noTyping(): void {
  hideLine();
  say("This program cannot be typed to: the connection for it could not be made. What it prints still appears here. " +
    "Its input can be written in advance, in the Input tab.");
}

/** showNotTaken says why what was typed has not reached the program. */
export function showNotTaken({ code, detail }: Refusal): void {
  if (code === "not_interactive") {
    hideLine();
    say("This program reads what was written in advance, and cannot be typed to.");
  } else if (code === "input_ended") {
    ended = true;
    show();
    say("The input of this program has ended, perhaps in another tab: what you typed was not taken.");
  } else {
    say(refusals[code] ?? `The service did not take what you typed: ${detail}`);
  }
}

const refusals: Record<string, string> = {
  connection_cut: "The connection was cut. What you typed last may not have reached the program.",
  input_unavailable: "The service cannot pass on what is typed at present. What you typed may not have reached the program.",
  input_too_large: "That is more than a program may be given to read: what you typed last was not taken.",
  message_too_large: "That line is too long: it was not taken.",
};

function say(words: string): void {
  note.textContent = words;
  note.hidden = false;
  announce(words);
}

function hideLine(): void {
  const had = form.contains(document.activeElement);
  form.hidden = true;
  if (had) element("console").focus();
}

function show(): void {
  const able = way !== null && running && !ended;
  if (!able && !ended && form.contains(document.activeElement)) wanted = true; // it comes back
  line.disabled = send.disabled = end.disabled = !able;
  line.placeholder = ended ? "There is no more input"
    : !running ? "The program has not started yet"
    : able ? "Type a line" : "Connecting…";
  if (able && wanted && !form.hidden) {
    wanted = false;
    line.focus({ preventScroll: true });
    form.scrollIntoView({ block: "nearest" });
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (line.disabled) return;
  note.hidden = true;
  way?.send(`${line.value}\n`);
  showTyped(line.value, true);
  line.value = "";
});

/** As in a terminal, what stands on the line goes along, without a line's end. */
function endInput(): void {
  if (line.disabled) return;
  if (line.value) {
    way?.send(line.value);
    showTyped(line.value, false);
  }
  way?.end();
  endTyped();
  ended = true;
  line.value = "";
  const had = form.contains(document.activeElement);
  show();
  if (had) element("console").focus();
}

end.addEventListener("click", endInput);
line.addEventListener("keydown", (event) => {
  if (event.key !== "d" || !event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  endInput();
});
