// The API key, for services that want one. It is kept as long as the tab lives.

import { tabMemory } from "../memory";

/** Asks the user for a key; again says that the last one was refused. */
type Ask = (again: boolean) => Promise<string | null>;

let ask: Ask = () => Promise.resolve(null);
let asking: Promise<boolean> | undefined;

/** onKeyWanted sets how the user is asked. */
export function onKeyWanted(how: Ask): void {
  ask = how;
}

/** currentKey returns the key that is in use, or null. */
export function currentKey(): string | null {
  return tabMemory.get("key");
}

/** authorization returns the header that carries the key, if there is one. */
export function authorization(): Record<string, string> {
  const key = currentKey();
  return key ? { Authorization: `Bearer ${key}` } : {};
}

/**
 * askForKey asks for a key in the place of the one that was refused, and
 * reports whether there is one to try. Requests that fail together ask once.
 */
export async function askForKey(refused: Record<string, string>): Promise<boolean> {
  if (refused["Authorization"] !== authorization()["Authorization"]) return true; // entered meanwhile
  asking ??= replaceKey("Authorization" in refused).finally(() => { asking = undefined; });
  return asking;
}

async function replaceKey(again: boolean): Promise<boolean> {
  const key = await ask(again);
  if (key) tabMemory.set("key", key);
  return key !== null;
}
