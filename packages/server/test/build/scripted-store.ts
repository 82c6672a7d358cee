import type { Event } from "../../src/domain/event/event.ts";
import type { EncodedRows, EventStore } from "../../src/ports/event-store.ts";

/**
 * What a scripted insert does: it works, fails before it wrote, fails with its token noted and nothing written, or
 * fails after it wrote (the reply is lost).
 */
export type Act = "ok" | { readonly before: Error } | { readonly noted: Error } | { readonly after: Error };

/** An event store that fails as told, and like the real ones writes a token once. Only faults are made up here. */
export class ScriptedStore implements Pick<EventStore, "encode" | "insert" | "insertMissing"> {
  /** Rows by the token under which they were first written, in order. */
  readonly written = new Map<string, readonly Event[]>();
  /** Every insert asked for. */
  readonly asked: { readonly token: string; readonly ids: readonly string[] }[] = [];
  /** Called for every insert that no token answers; default: it works. */
  script: (events: readonly Event[], token: string) => Act = () => "ok";

  encode(events: readonly Event[]): EncodedRows {
    return { count: events.length, bytes: Buffer.from(JSON.stringify(events)) };
  }

  insert(rows: EncodedRows, token: string): Promise<void> {
    return unheard(this.#insert(rows, token));
  }

  insertMissing(events: readonly Event[], token: string): Promise<void> {
    return unheard(this.#insertMissing(events, token));
  }

  async #insertMissing(events: readonly Event[], token: string): Promise<void> {
    for (const attempt of [token, `${token}/${this.written.size}`]) {
      const ids = new Set(this.rows.map(({ id }) => id));
      const missing = events.filter(({ id }) => !ids.has(id));
      if (missing.length > 0) await this.insert(this.encode(missing), attempt);
    }
  }

  async #insert(rows: EncodedRows, token: string): Promise<void> {
    const events: Event[] = JSON.parse(rows.bytes.toString());
    this.asked.push({ token, ids: events.map(({ id }) => id) });
    const act = this.script(events, token);
    if (act !== "ok" && "before" in act) throw act.before;
    if (!this.written.has(token)) this.written.set(token, act !== "ok" && "noted" in act ? [] : events);
    if (act !== "ok" && "noted" in act) throw act.noted;
    if (act !== "ok") throw act.after;
  }

  /** Every row that the store holds. */
  get rows(): Event[] {
    return [...this.written.values()].flat();
  }

  asEventStore(): EventStore {
    return this as unknown as EventStore;
  }
}

/** A worker that crashes while it inserts never hears the answer. */
function unheard(done: Promise<void>): Promise<void> {
  done.catch(() => {});
  return done;
}
