import type { Event } from "../../src/domain/event/event.ts";
import { replyOf } from "./oracle-reply.ts";
import { describeCases } from "./run-cases.ts";

// The data files and the oracle agree; every store is held against the files.
describeCases(async () => {
  let events: readonly Event[] = [];
  return {
    async load(all) {
      events = all;
    },
    async ask(query, { now, ...site }) {
      return replyOf(query, site, events, now);
    },
  };
});
