import { EMPTY_PAYLOAD, type Payload, type Sender } from "../../src/domain/event/payload.ts";
import { DEFAULT_SITE_SETTINGS, type Site } from "../../src/domain/site/site.ts";
import {
  type Intake,
  newIntake,
  nothingKnownOfAgent,
  nothingKnownOfVisitor,
} from "../../src/pipeline/subject.ts";
import { NOON } from "./build-envelope.ts";

export function buildSite(changes: Partial<Site> = {}): Site {
  return {
    ...DEFAULT_SITE_SETTINGS,
    id: 1,
    name: "example.com",
    teamId: null,
    key: Buffer.alloc(32, 7),
    ...changes,
  };
}

export function buildPayload(changes: Partial<Payload> = {}): Payload {
  return { ...EMPTY_PAYLOAD, site: "example.com", path: "/", ...changes };
}

export function buildSender(changes: Partial<Sender> = {}): Sender {
  return {
    ip: "203.0.113.7",
    userAgent: "Mozilla/5.0 Firefox/149.0",
    receivedAt: NOON,
    origin: "",
    holder: null,
    door: "POST /api/v1/events",
    ...changes,
  };
}

/** An event before its first step. */
export function buildIntake(
  changes: {
    payload?: Partial<Payload>;
    sender?: Partial<Sender>;
    site?: Partial<Site>;
    salt?: Buffer;
    previousSalt?: Buffer;
  } & Partial<Omit<Intake, "payload" | "sender" | "site" | "salt" | "previousSalt">> = {},
): Intake {
  const { payload, sender, site, salt = Buffer.alloc(16, 1), previousSalt = null, ...filled } = changes;
  return {
    ...newIntake(buildPayload(payload), buildSender(sender), buildSite(site), {
      salt,
      previous: previousSalt,
    }),
    known: nothingKnownOfVisitor(nothingKnownOfAgent()),
    ...filled,
  };
}
