import { LIMITS } from "@millrace/protocol";
import type { Envelope } from "../../domain/envelope.ts";
import { normalHost } from "../../domain/host.ts";

/** The envelope with every text as the edge would let it pass. Null when its path is too long: a cut one would be another page. */
export function limitEnvelope(envelope: Envelope): Envelope | null {
  const { path, utm, place, agent } = envelope;
  if (path.length > LIMITS.path) return null;
  return {
    ...envelope,
    name: cleanText(envelope.name, LIMITS.eventName),
    hostname: cleanText(normalHost(envelope.hostname), LIMITS.site),
    path: cleanText(path, LIMITS.path),
    title: cleanText(envelope.title, LIMITS.title),
    referrer: cleanText(envelope.referrer, LIMITS.url),
    utm: cleanAll(utm),
    place: cleanAll(place),
    agent: cleanAll(agent),
    screen: cleanText(envelope.screen, LIMITS.screen),
    language: cleanText(envelope.language, LIMITS.language),
    props: cleanAll(envelope.props, LIMITS.propValue),
  };
}

function cleanAll<Texts extends object>(texts: Texts, limit: number = LIMITS.site): Texts {
  return Object.fromEntries(
    Object.entries(texts).map(([key, value]) => [key, cleanText(value, limit)]),
  ) as Texts;
}

/** Not every store can keep NUL or half a surrogate pair. */
function cleanText(text: string, limit: number): string {
  if (text.length <= limit && !text.includes("\0") && text.isWellFormed()) return text;
  return text.slice(0, limit).replaceAll("\0", "\ufffd").toWellFormed();
}
