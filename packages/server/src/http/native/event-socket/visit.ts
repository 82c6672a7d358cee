import { EMPTY_PAYLOAD, type Payload, type Sender } from "../../../domain/event/payload.ts";
import type { EdgePresence } from "../../../live/presence/edge-presence.ts";
import type { Locate, Located, TakeIn } from "../../../pipeline/intake.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { Log } from "../../../ports/log.ts";

export interface VisitDeps {
  readonly takeIn: TakeIn;
  readonly locate: Locate;
  readonly presence: EdgePresence;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * What the events of one connection tell of a visit: where its visitor is, and when the visit ended. The end is stored as
 * engagement, which prolongs a visit and counts as nothing else.
 */
export class Visit {
  readonly #deps: VisitDeps;
  readonly #connection: number;
  #hasLeft = false;
  #last: { readonly payload: Payload; readonly sender: Sender } | null = null;

  constructor(deps: VisitDeps) {
    this.#deps = deps;
    this.#connection = deps.presence.newConnection();
  }

  /** Called when an event was accepted. */
  saw(payload: Payload, sender: Sender, located: Located): void {
    this.#note(payload, sender, located, true);
  }

  #note(payload: Payload, sender: Sender, { siteId, visitorId, page }: Located, isEvent: boolean): void {
    // Who is reported by a server is not at the other end of the connection.
    if (payload.actor !== "browser" || payload.userAgent !== "") return;
    const isView = payload.name === "pageview";
    if (isView || this.#last === null) this.#last = { payload, sender };
    this.#deps.presence.saw(this.#connection, { siteId, visitorId, page: isView ? page : null, isEvent });
  }

  /** Called before there is an event: somebody is there, on a page that is not known yet. Rejects like Locate. */
  async connected(payload: Payload, sender: Sender): Promise<void> {
    const located = await this.#deps.locate(payload, sender);
    if (located === null || this.#hasLeft || this.#last !== null) return;
    const { siteId, visitorId } = located;
    this.#deps.presence.saw(this.#connection, { siteId, visitorId, page: null, isEvent: false });
  }

  /** Called when a client says on which page it is. Rejects like Locate. */
  async located(payload: Payload, sender: Sender): Promise<void> {
    const located = await this.#deps.locate(payload, sender);
    if (located !== null && !this.#hasLeft) this.#note(payload, sender, located, false);
  }

  /** A server that stops ends no visits: its clients connect to the next one. */
  left({ isStopping }: { readonly isStopping: boolean }): void {
    this.#hasLeft = true;
    const last = this.#last;
    const leftAt = this.#deps.clock.now();
    this.#deps.presence.left(this.#connection, () => {
      if (last !== null && !isStopping) void this.#end(last, leftAt);
    });
  }

  async #end({ payload, sender }: { payload: Payload; sender: Sender }, leftAt: number): Promise<void> {
    const { site, url, path } = payload;
    const engagement = { ...EMPTY_PAYLOAD, site, url, path, name: "engagement", timestamp: leftAt };
    try {
      await this.#deps.takeIn([engagement], { ...sender, receivedAt: this.#deps.clock.now() });
    } catch (error) {
      this.#deps.log.debug({ error: (error as Error).message }, "could not store the end of a visit");
    }
  }
}
