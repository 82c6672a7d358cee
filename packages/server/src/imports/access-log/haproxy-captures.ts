import { clientOf, firstAddress, isPrivateAddress, readLikelyHost } from "./log-client.ts";
import type { LogLine } from "./log-line.ts";

const AGENT = /^[^\s/]+\/\d/;

/**
 * Tells what the headers are that HAProxy was set to capture: the log has their values only. An agent begins like `Mozilla/5.0`, a
 * referrer like a URL, a host looks like one. An address is X-Forwarded-For where the client's own is private; elsewhere it may
 * be the Host of a request to the bare address.
 */
export function readCaptures(
  captures: readonly string[],
  seen: string,
): Pick<LogLine, "host" | "client" | "referrer" | "userAgent"> {
  const values = captures.map(unescapeHash);
  const find = (is: (value: string) => boolean) => values.find(is);
  const isUnknownPossible = values.includes("");
  const agents = values.filter((value) => AGENT.test(value));
  const forwardedFor = isPrivateAddress(seen) ? find((value) => firstAddress(value) !== "") : undefined;
  return {
    host: readLikelyHost(find((value) => readLikelyHost(value) !== "") ?? ""),
    client: clientOf(seen, forwardedFor ?? ""),
    referrer: find((value) => /^https?:\/\//i.test(value)) ?? (isUnknownPossible ? "" : null),
    userAgent: agents.find((value) => value.startsWith("Mozilla/")) ?? agents[0] ?? null,
  };
}

/** `#22` is a byte, as `#C3#A9` are those of é. */
export function unescapeHash(text: string): string {
  if (!text.includes("#")) return text;
  return text.replace(/(?:#[0-9A-F]{2})+/g, (escapes) =>
    Buffer.from(escapes.replaceAll("#", ""), "hex").toString("utf8"),
  );
}
