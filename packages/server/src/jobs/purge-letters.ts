import type { Envelope } from "../domain/event/envelope.ts";
import { decodeEnvelope } from "../domain/event/envelope-codec.ts";
import type { DeadLetter, Queue } from "../ports/queue.ts";

const MOST_LETTERS = 100_000;

/** Purges the dead letters whose event matches. One that can't be decoded matches nothing: its site is unknown. */
export async function purgeLetters(
  queue: Pick<Queue, "listDead" | "purgeDead">,
  matches: (envelope: Envelope) => boolean,
): Promise<void> {
  const letters = await queue.listDead({ limit: MOST_LETTERS });
  const keys = letters.filter((letter) => isMatch(letter, matches)).map(({ key }) => key);
  if (keys.length > 0) await queue.purgeDead(keys);
}

function isMatch({ body, encoding }: DeadLetter, matches: (envelope: Envelope) => boolean): boolean {
  if (encoding !== "json") return false;
  try {
    return matches(decodeEnvelope(JSON.parse(body)));
  } catch {
    return false;
  }
}
