import { json, type Operation, queryParameter, ref, replies } from "../serve/openapi.ts";

const PATH = "/api/v1/dead-letters";
const tag = "Dead letters";

function ending(what: "retry" | "purge", summary: string, description: string): Operation {
  return {
    method: "POST",
    path: `${PATH}/${what}`,
    access: "operator",
    tag,
    summary,
    description,
    body: json(ref("DeadLetterKeys"), { keys: ["0:123"] }),
    replies: replies(json(ref("DeadLettersEnded")), "How many", 400, 403, 413, 415, 503),
  };
}

/** Events that can't be stored. */
export const DEAD_LETTER_OPERATIONS: readonly Operation[] = [
  {
    method: "GET",
    path: PATH,
    access: "operator",
    tag,
    summary: "Lists events that can't be stored",
    description: "By partition and position: within a partition the oldest come first.",
    parameters: [
      queryParameter("limit", "Letters, 1 to 500. Default: 100.", { schema: { type: "integer" } }),
    ],
    replies: replies(json(ref("DeadLetterList")), "The letters, and how many there are in all", 400, 503),
  },
  ending(
    "retry",
    "Puts dead letters back into the queue",
    "Those whose body is base64 stay: they are no events.",
  ),
  ending("purge", "Removes dead letters for good", "Keys that name none are passed over."),
];
