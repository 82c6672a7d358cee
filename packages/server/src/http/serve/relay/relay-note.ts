import { createHmac, timingSafeEqual } from "node:crypto";
import type { RequestFacts } from "../guard/facts.ts";

/** Header by which an edge tells the process behind what it saw. */
export const RELAY_NOTE = "x-millrace-relay";

/** Reads and writes the note that an edge adds to a request that it relays. */
export interface RelayNotes {
  write(facts: RequestFacts): string;
  /** Returns null for a note that no process of this instance wrote. */
  read(note: string): RequestFacts | null;
}

/** @param key secret that all processes of the instance share */
export function createRelayNotes(key: string): RelayNotes {
  const sealOf = (text: string) => createHmac("sha256", key).update(text).digest("base64url");
  return {
    write({ address, host, isHttps, isLocal, isInstance }) {
      const facts = JSON.stringify([address, host, isHttps, isLocal, isInstance]);
      const text = Buffer.from(facts).toString("base64url");
      return `${text}.${sealOf(text)}`;
    },
    read(note) {
      const [text = "", seal = ""] = note.split(".");
      const [given, right] = [Buffer.from(seal), Buffer.from(sealOf(text))];
      if (given.length !== right.length || !timingSafeEqual(given, right)) return null;
      const facts = JSON.parse(Buffer.from(text, "base64url").toString());
      const [address, host, isHttps, isLocal, isInstance] = facts;
      return { address, host, isHttps, isLocal, isInstance, isRelayed: true };
    },
  };
}

/** Facts of a request that a process of the instance sends for itself. */
export const OWN_REQUEST: RequestFacts = {
  address: "",
  host: "",
  isHttps: false,
  isLocal: false,
  isRelayed: false,
  isInstance: true,
};
