import { defineEndpoints } from "../../serve/endpoint.ts";
import { json, queryParameter, ref, replies } from "../../serve/openapi.ts";

const PATH = "/api/v1/dead-letters";
const tag = "Dead letters";
const body = json(ref("DeadLetterKeys"), { keys: ["0:123"] });
const ended = replies(json(ref("DeadLettersEnded")), "How many", 400, 403, 413, 415, 503);

/** The dead-letter queue: events that can't be stored. */
export const DEAD_LETTERS = defineEndpoints({
  listDeadLetters: {
    method: "GET",
    path: PATH,
    access: "operator",
    role: "api",
    openapi: {
      tag,
      summary: "Lists events that can't be stored",
      description: "By partition and position, so the oldest of a partition come first.",
      parameters: [
        queryParameter("limit", "Letters, 1 to 500. Default: 100.", { schema: { type: "integer" } }),
      ],
      replies: replies(json(ref("DeadLetterList")), "Dead letters, and their total number", 400, 503),
    },
  },
  retryDeadLetters: {
    method: "POST",
    path: `${PATH}/retry`,
    access: "operator",
    role: "api",
    audit: "dead letters replayed",
    openapi: {
      tag,
      summary: "Puts dead letters back into the queue",
      description: "Dead letters whose body is base64 are skipped: they are not valid events.",
      body,
      replies: ended,
    },
  },
  purgeDeadLetters: {
    method: "POST",
    path: `${PATH}/purge`,
    access: "operator",
    role: "api",
    audit: "dead letters purged",
    openapi: {
      tag,
      summary: "Deletes dead letters",
      description: "Unknown keys are ignored.",
      body,
      replies: ended,
    },
  },
});
