import { LIMITS } from "@millrace/protocol";
import type { Envelope } from "../domain/event/envelope.ts";
import { canonicalPage, cutEncoded, cutText, keptPage } from "../domain/page/page-path.ts";
import { normalHost } from "../domain/site/host.ts";
import type { Site } from "../domain/site/site.ts";

/** Returns the envelope with every text as the edge would let it pass: a longer one is cut, and a page has the edge's spelling. */
export function limitEnvelope(envelope: Envelope, { trailingSlash }: Site): Envelope {
  const { utm, place, agent } = envelope;
  return {
    ...envelope,
    name: cleanText(envelope.name, LIMITS.eventName),
    hostname: cleanText(normalHost(envelope.hostname), LIMITS.site),
    path: keptPage(canonicalPage(envelope.path), trailingSlash),
    title: cleanText(envelope.title, LIMITS.title),
    referrer: cleanText(envelope.referrer, LIMITS.url, cutEncoded),
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
function cleanText(text: string, limit: number, cut = cutText): string {
  if (text.length < limit && !text.includes("\0") && text.isWellFormed()) return text;
  return cut(text, limit).replaceAll("\0", "\ufffd").toWellFormed();
}
