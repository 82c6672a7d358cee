import type { DeadLetterInfo } from "@millrace/protocol";
import { z } from "zod";
import { BadRequest } from "../../domain/errors.ts";
import type { DeadLetter, Queue } from "../../ports/queue.ts";
import { ok } from "../serve/answer.ts";
import { noteAudit } from "../serve/audit-changes.ts";
import type { Handlers } from "../serve/handlers.ts";
import { readBody } from "../serve/json-body.ts";
import { refuseUnknown } from "../serve/known-params.ts";
import { readTextParams } from "../serve/text-params.ts";
import type { DEAD_LETTERS } from "./endpoints/dead-letters.ts";

export interface DeadLetterDeps {
  readonly queue: Pick<Queue, "depth" | "listDead" | "retryDead" | "purgeDead">;
}

const MAX_LISTED = 500;
const MAX_ENDED = 1000;

const keySchema = z
  .string()
  .regex(/^\d{1,9}:\d{1,15}$/, "not the key of a dead letter; keys look like 0:123");
const keysSchema = z.strictObject({
  keys: z
    .array(keySchema)
    .min(1, "at least one key is required")
    .max(MAX_ENDED, `at most ${MAX_ENDED} keys at once`),
});

/** Creates the handlers of the dead-letter queue, which lists events that can't be stored by partition and position. */
export function createDeadLetterHandlers({ queue }: DeadLetterDeps): Handlers<typeof DEAD_LETTERS> {
  return {
    async listDeadLetters(request) {
      const { limit } = refuseUnknown(readTextParams(request.query), ["limit"]);
      const [letters, { dead }] = await Promise.all([
        queue.listDead({ limit: readLimit(limit || "100") }),
        queue.depth(),
      ]);
      return ok({ dead_letters: letters.map(showLetter), total: dead });
    },

    async retryDeadLetters(request) {
      const count = await queue.retryDead(readKeys(readBody(request, keysSchema)));
      noteAudit(request, { details: { count } });
      return ok({ count });
    },

    async purgeDeadLetters(request) {
      const count = await queue.purgeDead(readKeys(readBody(request, keysSchema)));
      noteAudit(request, { details: { count } });
      return ok({ count });
    },
  };
}

/** Removes repeated keys, so that a dead letter is counted once. */
const readKeys = ({ keys }: z.infer<typeof keysSchema>): string[] => [...new Set(keys)];

function readLimit(text: string): number {
  const limit = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= MAX_LISTED) return limit;
  throw new BadRequest(`limit must be a whole number from 1 to ${MAX_LISTED}`);
}

function showLetter(letter: DeadLetter): DeadLetterInfo {
  return {
    key: letter.key,
    reason: letter.reason,
    attempts: letter.attempts,
    first_error: letter.firstError,
    last_error: letter.lastError,
    first_at: letter.firstAt,
    last_at: letter.lastAt,
    body: letter.body,
    encoding: letter.encoding,
  };
}
