// The session's draft on the service.

import { call } from "../api/call";
import { Problem } from "../api/problem";
import { currentSession, sessionPath, withSession } from "../run/session";
import type { Base, Text } from "./store";

/** What the service has: no text before the first time. */
export interface Found {
  base: Base;
  text: Text | null;
}

/** Where drafts are kept, for all tabs and devices of a session. */
export interface Remote {
  /** Whose draft is meant, null before there is a session. */
  session(): string | null;

  /** The draft as it is, null where there is no session, or it is gone. */
  load(): Promise<Found | null>;

  /**
   * Saves over base, and returns the new one. A Problem draft_changed says that
   * the draft is another one by now, and that nothing was saved. A session that
   * is gone is replaced.
   */
  save(text: Text, base: Base | null): Promise<Base>;
}

interface SessionRecord {
  draft?: Text & { revision: number };
}

export const serviceRemote: Remote = {
  session: currentSession,

  async load() {
    const session = currentSession();
    if (!session) return null;
    try {
      const { draft } = await call<SessionRecord>("GET", sessionPath(session));
      if (!draft) return { base: { session, revision: 0 }, text: null };
      const { language, code, revision } = draft;
      return { base: { session, revision }, text: { language, code } };
    } catch (error) {
      if (error instanceof Problem && error.code === "session_not_found") return null;
      throw error;
    }
  },

  save({ language, code }, base) {
    return withSession(async (session) => {
      const known = base?.session === session ? base.revision : 0;
      const headers = { "If-Match": `"${known}"` };
      const body = { language, code };
      const path = sessionPath(session);
      const { revision } = await call<{ revision: number }>("PATCH", path, { body, headers, keepalive: true });
      return { session, revision };
    }, new AbortController().signal);
  },
};
