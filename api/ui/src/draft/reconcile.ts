import type { Found } from "./remote";
import type { Draft, Standing, Text } from "./store";

/** Which text to go on with, and which base that has. "both": the user decides. */
export type Choice = "ours" | "theirs" | "both";

/**
 * reconcile decides between the copy of this browser and the service's draft when
 * the page is opened. Only a copy without changes gives way by itself.
 */
export function reconcile(ours: Partial<Draft> & Standing, found: Found | null): Choice {
  if (!found?.text) return "ours";
  if (ours.code === undefined) return "theirs";
  if (sameText(ours, found.text) || !ours.unsaved) return "theirs";
  const known = ours.base?.session === found.base.session && ours.base.revision === found.base.revision;
  return known ? "ours" : "both";
}

export function sameText(a: Partial<Text>, b: Partial<Text>): boolean {
  return a.language === b.language && a.code === b.code;
}
