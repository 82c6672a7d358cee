import type { Fault } from "@millrace/protocol";
import type { KeyHolder } from "../../../domain/access/actor.ts";
import { isOutage, QueueFull } from "../../../domain/errors.ts";
import { EMPTY_PAYLOAD, type Payload, type Sender } from "../../../domain/event/payload.ts";
import { encodeReceipt } from "../../../domain/event/receipt.ts";
import type { IntakeResult, TakeIn } from "../../../pipeline/intake.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { Log } from "../../../ports/log.ts";
import type { EdgeMeter } from "../../../ports/meter.ts";
import { BodyFault } from "../../serve/body.ts";
import { failureOf, RETRY_AFTER_SECONDS } from "../../serve/failure.ts";
import type { SenderFacts } from "../../serve/read-sender.ts";
import type { SocketClient, SocketLine } from "../../serve/socket-doors/door-socket.ts";
import { validateEvent } from "../validate-event.ts";
import { type ClientMessage, readMessage } from "./read-message.ts";
import { type Fields, type MessageType, toEvent } from "./to-event.ts";
import type { Visit } from "./visit.ts";

export interface EventClientDeps {
  readonly takeIn: TakeIn;
  /** Returns the holder of a key, or null when it is not valid. */
  readonly ingestKey: (key: string) => Promise<KeyHolder | null>;
  readonly meter: Pick<EdgeMeter, "refused">;
  readonly clock: Clock;
  readonly log: Log;
}

type EventMessage = Extract<ClientMessage, { type: MessageType }>;

const REFUSED = 1008;

/** A client that sends the events of one site, and gets an acknowledgement for each once the queue has it durably. */
export class EventClient implements SocketClient {
  readonly site: string;
  readonly #deps: EventClientDeps;
  readonly #line: SocketLine;
  readonly #sender: SenderFacts;
  readonly #visit: Visit;
  #apiKey: string | null = null;
  /** Address of the last page view: events that name none happened there. */
  #url: unknown;

  constructor(site: string, sender: SenderFacts, visit: Visit, line: SocketLine, deps: EventClientDeps) {
    this.site = site;
    this.#sender = sender;
    this.#visit = visit;
    this.#line = line;
    this.#deps = deps;
  }

  async take(bytes: Buffer): Promise<void> {
    let message: ClientMessage;
    try {
      message = readMessage(bytes);
    } catch (error) {
      return this.#refuse("invalid_message", 400, (error as Error).message);
    }
    try {
      if (message.apiKey !== null) this.#apiKey = message.apiKey;
      const holder = await this.#holder();
      if (this.#apiKey !== null && holder === null) return this.#refuseKey();
      if (message.type === "auth") this.#send({ type: "auth_success" });
      else if (message.type === "presence") await this.#locate(message.data, holder);
      else await this.#takeEvent(message, holder);
    } catch (error) {
      this.#fail(error, "eventId" in message ? message.eventId : null);
    }
  }

  /** Finds out whose connection it is before there is an event. Never rejects. */
  async connected(): Promise<void> {
    const { origin } = this.#sender;
    const url = URL.canParse(origin) ? new URL(origin) : null;
    try {
      await this.#visit.connected({ ...EMPTY_PAYLOAD, site: this.site, url }, this.#senderNow());
    } catch (error) {
      if (!isOutage(error)) throw error;
    }
  }

  left(end: { readonly isStopping: boolean }): void {
    this.#visit.left(end);
  }

  /** Also for a key that was valid before: it may have been revoked. Only a key costs a wait. */
  #holder(): KeyHolder | null | Promise<KeyHolder | null> {
    return this.#apiKey === null ? this.#sender.holder : this.#deps.ingestKey(this.#apiKey);
  }

  async #takeEvent(message: EventMessage, holder: KeyHolder | null): Promise<void> {
    const { type, data, eventId } = message;
    const faults: Fault[] = [];
    const payload = this.#read(type, data, faults);
    if (payload === null) {
      this.#refuse("invalid_event", 400, faults.map((fault) => fault.message).join("; "), eventId);
      return;
    }
    const sender = this.#senderNow(holder);
    const [result] = await this.#deps.takeIn([payload], sender);
    if (result === undefined) return;
    if (result.dropped === null) this.#visit.saw(payload, sender, result);
    this.#acknowledge(message, result);
  }

  async #locate(data: Fields, holder: KeyHolder | null): Promise<void> {
    const faults: Fault[] = [];
    const payload = this.#read("pageview", data, faults);
    if (payload === null)
      this.#refuse("invalid_message", 400, faults.map((fault) => fault.message).join("; "));
    else await this.#visit.located(payload, this.#senderNow(holder));
  }

  #senderNow(holder = this.#sender.holder): Sender {
    return { ...this.#sender, holder, receivedAt: this.#deps.clock.now() };
  }

  #read(type: MessageType, data: Fields, faults: Fault[]): Payload | null {
    const { site, url, path } = data;
    if (site !== undefined && site !== this.site) {
      faults.push({ index: 0, field: "site", message: "site must be the projectId of the connection" });
      return null;
    }
    const event = toEvent(type, this.site, data);
    if (type === "pageview") this.#url = url;
    const isPlaced = (url ?? path ?? "") !== "";
    return validateEvent(isPlaced ? event : { ...event, url: this.#url }, 0, faults);
  }

  #acknowledge({ type, eventId }: EventMessage, result: IntakeResult): void {
    const ack = { type: "ack", eventId: eventId ?? result.id, messageType: type };
    if (result.dropped !== null) this.#send({ ...ack, dropped: result.dropped });
    else if (result.accepted.position === 0) this.#send(ack);
    else this.#send({ ...ack, receipt: encodeReceipt([result.accepted]) });
  }

  #refuseKey(): void {
    const reason = "the API key is unknown, was revoked or has expired";
    this.#refuse("invalid_key", 401, reason);
    this.#line.close(REFUSED, reason);
  }

  #refuse(code: string, status: number, message: string, eventId: string | null = null): void {
    this.#deps.meter.refused(status);
    this.#send({ type: "error", code, message, ...(eventId !== null && { eventId }) });
  }

  #fail(error: unknown, eventId: string | null): void {
    if (error instanceof BodyFault) {
      this.#refuse("invalid_event", error.status, error.message, eventId);
      return;
    }
    const { status, message, retryAfter = RETRY_AFTER_SECONDS } = failureOf(error, this.#deps.log);
    this.#deps.meter.refused(status);
    const code = status !== 503 ? "internal" : error instanceof QueueFull ? "queue_full" : "unavailable";
    this.#send({ type: "error", code, message, retryAfter, ...(eventId !== null && { eventId }) });
  }

  #send(message: object): void {
    this.#line.send(JSON.stringify(message));
  }
}
