import { type Mailbox, parseMailbox } from "../domain/mail/mailbox.ts";

/** Options of `?tls=`. With smtps: the connection is encrypted from its first byte. */
const TLS_OPTIONS = { "smtp:": ["off", "required"], "smtps:": ["required"] } as const;

/**
 * Checks SMTP_URL. Returns null when it is not set, and adds a fault when it is wrong. A fault never shows the password.
 */
export function readMailServer(given: string | undefined, faults: string[]): string | null {
  if (!given) return null;
  const shown = given.replace(/\/\/.*@/, "//");
  const url = URL.canParse(given) ? new URL(given) : null;
  const scheme = url?.protocol;
  if (url === null || (scheme !== "smtp:" && scheme !== "smtps:") || !isHost(url.hostname)) {
    faults.push(`SMTP_URL=${shown}: set an address such as smtp://user:password@mail.example.com:587`);
    return null;
  }
  const allowed: readonly string[] = TLS_OPTIONS[scheme];
  const wrong = [...url.searchParams].find(([name, value]) => name !== "tls" || !allowed.includes(value));
  if (wrong === undefined && isDecodable(url)) return given;
  faults.push(
    wrong === undefined
      ? `SMTP_URL=${shown}: write a % in user or password as %25`
      : `SMTP_URL=${shown}: ${wrong.join("=")} is not an option of ${scheme}//, use ${allowed.map((one) => `?tls=${one}`).join(" or ")} or none`,
  );
  return null;
}

/** URLs of schemes that browsers do not know may hold anything as their host. */
const isHost = (host: string): boolean => /^(\[[\da-f:.]+\]|[\w.-]+)$/i.test(host);

function isDecodable({ username, password }: URL): boolean {
  try {
    decodeURIComponent(username + password);
    return true;
  } catch {
    return false;
  }
}

/** Reads MAIL_FROM. Adds a fault when it is wrong. */
export function readMailFrom(given: string | undefined, publicUrl: string | null, faults: string[]): Mailbox {
  const mailbox = given ? parseMailbox(given) : null;
  if (given && mailbox === null)
    faults.push(`MAIL_FROM=${given}: set an address such as Millrace <stats@example.com>`);
  return mailbox ?? { name: "Millrace", address: `millrace@${domainFor(publicUrl)}` };
}

/** An IP address is no domain of mails. */
function domainFor(publicUrl: string | null): string {
  const host = publicUrl === null ? "" : new URL(publicUrl).hostname;
  return /^(?=.*[a-z])[^[]+$/i.test(host) ? host : "localhost";
}
