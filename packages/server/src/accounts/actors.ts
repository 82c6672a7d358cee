import { createHmac, timingSafeEqual } from "node:crypto";
import type { Actor, KeyHolder } from "../domain/access/actor.ts";
import { HOUR, MINUTE, SECOND } from "../domain/time.ts";
import type { Accounts } from "../ports/accounts.ts";
import type { Clock } from "../ports/clock.ts";
import type { LiveBus } from "../ports/live-bus.ts";
import type { Log } from "../ports/log.ts";
import type { SiteOwner } from "./access.ts";
import { createLookups } from "./lookups.ts";
import { createShareGuests, type ShareGuests } from "./share-guests.ts";
import { hashOf } from "./tokens.ts";

/** What a request presents to show who sends it. */
export interface Credentials {
  readonly key: string | null;
  /** Of a share link: `<slug>`, or `<slug> <pass>`. It goes before the others: who looks at a link sees what guests see. */
  readonly share: string | null;
  /** Value of the sign-in's cookie. */
  readonly cookie: string | null;
  /** Whether it was sent on this machine, to an instance that only this machine reaches. */
  readonly isLocal: boolean;
}

/** Finds out who sends a request, and which team a site belongs to. Cached: right again within FRESH_MS of a change. */
export interface Actors {
  /** Throws AccountsUnavailable. */
  read(credentials: Credentials): Promise<Actor>;
  /** Returns null when there is no such site. Throws AccountsUnavailable. */
  siteOwner(name: string): Promise<SiteOwner | null>;
  /**
   * Returns the holder of a key that events are sent with; null when it is unknown, was revoked or has expired. Cached for
   * INGEST_FRESH_MS, refusals as well: a change ends that, unless this process misses the message.
   */
  ingestKey(key: string): Promise<KeyHolder | null>;
  readonly share: ShareGuests["find"];
  readonly passFor: ShareGuests["passFor"];
  /** Called after a change of access: every process forgets what it knows. Never throws. */
  changed(): Promise<void>;
}

export interface ActorsDeps {
  readonly accounts: Pick<
    Accounts,
    "hasPeople" | "findSignIn" | "noteSignInUsed" | "findSite" | "findKey" | "noteKeyUsed" | "findShare"
  >;
  readonly bus: Pick<LiveBus, "publish" | "subscribe">;
  /** Signs the values of sign-in cookies, and passes of share links. */
  readonly secret: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** How long an answer is used. A message on the bus ends it earlier, but a process may miss one. */
const FRESH_MS = 2 * SECOND;
const INGEST_FRESH_MS = 5 * MINUTE;
const NOTE_KEY_USE_MS = MINUTE;
/** A sign-in's last use is written this often at most. */
const NOTE_USE_MS = HOUR;

export const ACCESS_TOPIC = "access";

const OPEN: Actor = { kind: "open" };
const NO_ACCOUNT: Actor = { kind: "no-account" };
const NOBODY: Actor = { kind: "nobody" };
const UNKNOWN_KEY = { kind: "unknown-key" } as const;

export function createActors({ accounts, bus, secret, clock, log }: ActorsDeps): Actors {
  const signIns = createLookups<Actor>(FRESH_MS);
  const keys = createLookups<KeyHolder | typeof UNKNOWN_KEY>(FRESH_MS);
  const ingestKeys: typeof keys = createLookups(INGEST_FRESH_MS);
  const guests = createShareGuests({ shares: accounts, secret, clock });
  const owners = createLookups<SiteOwner | null>(FRESH_MS);
  const populated = createLookups<boolean>(FRESH_MS);
  let hadPeople = false;

  /** There is never no account again. */
  async function hasPeople(): Promise<boolean> {
    if (hadPeople) return true;
    hadPeople = await populated.get("people", () => accounts.hasPeople());
    return hadPeople;
  }

  async function readSignIn(value: string): Promise<Actor> {
    const token = tokenOf(value, secret);
    const now = clock.now();
    const found = token === null ? null : await accounts.findSignIn(token, now);
    if (found === null) return NOBODY;
    const { id, usedAt, ...person } = found;
    if (now - usedAt > NOTE_USE_MS) {
      accounts.noteSignInUsed(id, now).catch((error: Error) => {
        log.warn({ error: error.message }, "could not record the use of a sign-in");
      });
    }
    return { kind: "person", signInId: id, ...person };
  }

  async function readKey(hash: string): Promise<KeyHolder | typeof UNKNOWN_KEY> {
    const now = clock.now();
    const found = await accounts.findKey(hash, now);
    if (found === null) return UNKNOWN_KEY;
    const { lastUsedAt, ...holder } = found;
    if (now - (lastUsedAt ?? 0) > NOTE_KEY_USE_MS) {
      accounts.noteKeyUsed(holder.keyId, now).catch((error: Error) => {
        log.warn({ error: error.message }, "could not record the use of a key");
      });
    }
    return holder;
  }

  function forget(): void {
    guests.forget();
    keys.clear();
    ingestKeys.clear();
    signIns.clear();
    owners.clear();
    populated.clear();
  }

  void bus.subscribe(ACCESS_TOPIC, forget).catch((error: Error) => {
    log.warn({ error: error.message }, "can't subscribe to changes of access, using short caches only");
  });

  return {
    async read({ key, share, cookie, isLocal }) {
      const isOpen = !(await hasPeople());
      if (isOpen && !isLocal) return NO_ACCOUNT;
      if (share !== null) return guests.read(share);
      if (isOpen) return OPEN;
      if (key !== null) return keys.get(hashOf(key), () => readKey(hashOf(key)));
      return cookie === null ? NOBODY : signIns.get(cookie, () => readSignIn(cookie));
    },
    siteOwner: (name) =>
      owners.get(name, async () => {
        const site = await accounts.findSite(name);
        return site === null ? null : { id: site.id, teamId: site.teamId };
      }),
    async ingestKey(key) {
      const actor = await ingestKeys.get(hashOf(key), () => readKey(hashOf(key)));
      return actor.kind === "key" ? actor : null;
    },
    share: guests.find,
    passFor: guests.passFor,
    async changed() {
      forget();
      try {
        await bus.publish(ACCESS_TOPIC, "changed");
      } catch (error) {
        log.warn(
          { error: (error as Error).message },
          "could not announce a change of access, it takes seconds",
        );
      }
    },
  };
}

/**
 * Returns the token in a sign-in cookie's value, `<token>.<signature>`; null for a signature that is not ours. The format
 * is better-auth's, which writes the cookie.
 */
function tokenOf(value: string, secret: string): string | null {
  const at = value.lastIndexOf(".");
  if (at < 1) return null;
  const token = value.slice(0, at);
  const right = createHmac("sha256", secret).update(token).digest();
  const given = Buffer.from(value.slice(at + 1), "base64");
  return given.length === right.length && timingSafeEqual(given, right) ? token : null;
}
