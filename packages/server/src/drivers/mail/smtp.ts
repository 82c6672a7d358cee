import { isIP } from "node:net";
import { lookUp } from "@millrace/protocol";
import type { SMTPTransportOptions } from "nodemailer/lib/smtp-transport";
import { MailRefused, MailUnavailable } from "../../domain/errors.ts";
import { isMailAddress } from "../../domain/mail/mailbox.ts";
import { SECOND } from "../../domain/time.ts";
import type { Mailer } from "../../ports/mailer.ts";
import type { MailerOptions } from "./options.ts";
import { toMessage } from "./to-message.ts";

const CONNECT_TIMEOUT_MS = 10 * SECOND;
const SILENCE_TIMEOUT_MS = 20 * SECOND;
/** Of a whole mail: a server that sends a byte now and then must not hold the others up. */
const SEND_TIMEOUT_MS = 30 * SECOND;

/**
 * Opens the server that `smtp://user:password@host:587` or `smtps://…:465` names. With smtp: the connection is
 * encrypted by STARTTLS or no mail is sent, except to this machine and with `?tls=off`; `?tls=required` requires it on
 * this machine too. Connects for each mail.
 */
export async function open(url: string, { authorities }: Partial<MailerOptions> = {}): Promise<Mailer> {
  const { createTransport } = await import("nodemailer");
  const options = smtpOptions(url);
  if (authorities !== undefined) options.tls = { ...options.tls, ca: authorities };
  const server = `${options.host}:${options.port}`;
  const transport = createTransport(options);
  const closing = new AbortController();

  return {
    async send(mail, signal) {
      if (!isMailAddress(mail.to)) throw new MailRefused("[mail:smtp] the recipient is no mail address");
      const ends = [closing.signal, AbortSignal.timeout(SEND_TIMEOUT_MS), ...(signal ? [signal] : [])];
      try {
        const { response } = await transport.sendMail({
          ...toMessage(mail),
          signal: AbortSignal.any(ends),
        });
        return { reply: response };
      } catch (error) {
        throw asMailError(error as SmtpError, server);
      }
    },
    async close() {
      closing.abort();
      transport.close();
    },
  };
}

const DEFAULT_PORTS = { smtp: 587, smtps: 465 } as const;

/** What a URL means to nodemailer. */
export function smtpOptions(text: string): SMTPTransportOptions {
  const url = new URL(text);
  const secure = url.protocol === "smtps:";
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const tls = url.searchParams.get("tls") ?? (isLoopback(host) ? "offered" : "required");
  return {
    host,
    port: Number(url.port) || DEFAULT_PORTS[secure ? "smtps" : "smtp"],
    secure,
    ...(!secure && ENCRYPTION[tls as keyof typeof ENCRYPTION]),
    ...(url.username !== "" && {
      auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
      // A server that does not ask for a password would get the mail without one, and refuse it later.
      forceAuth: true,
    }),
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    dnsTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SILENCE_TIMEOUT_MS,
  };
}

const ENCRYPTION = {
  required: { requireTLS: true },
  // A mail server of this machine often has a certificate that it made itself, and nobody is in between.
  offered: { opportunisticTLS: true, tls: { rejectUnauthorized: false } },
  off: { ignoreTLS: true },
} as const satisfies Record<string, SMTPTransportOptions>;

const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));

/** What nodemailer adds to an error. */
interface SmtpError extends Error {
  /** EAUTH, EENVELOPE, ETLS … */
  readonly code?: string;
  readonly command?: string;
  readonly responseCode?: number;
  /** A reply of the class 5. */
  readonly permanent?: boolean;
}

/** The step at which a mail, rather than the connection, is refused. */
const OF_THE_MAIL: ReadonlySet<string | undefined> = new Set(["EENVELOPE", "EMESSAGE"]);
/** Replies that ask for a password or for encryption (RFC 4954): once SMTP_URL is corrected, the mail can be sent. */
const OF_THE_LOGIN: ReadonlySet<number | undefined> = new Set([530, 534, 535, 538]);

const REMEDIES: Readonly<Record<string, string>> = {
  EAUTH: "check user and password in SMTP_URL",
  ETLS: "the server must offer STARTTLS with a certificate that is valid here; set NODE_EXTRA_CA_CERTS to your own authority's file, or add ?tls=off to SMTP_URL to send without encryption",
  EDNS: "check the host in SMTP_URL",
  EABORT: "the server did not take the mail in time",
};

function asMailError(error: SmtpError, server: string): MailRefused | MailUnavailable {
  const message = `[mail:smtp] ${server}: ${error.message}`;
  if (isRefusal(error)) return new MailRefused(message, { cause: error });
  const remedy = remedyFor(error);
  return new MailUnavailable(remedy === undefined ? message : `${message}; ${remedy}`, { cause: error });
}

function isRefusal({ code, permanent, responseCode }: SmtpError): boolean {
  if (!OF_THE_MAIL.has(code) || OF_THE_LOGIN.has(responseCode)) return false;
  // Without a reply it was refused before it was sent: too large for this server, or an address of no known form.
  return responseCode === undefined || permanent === true;
}

function remedyFor({ code = "", message }: SmtpError): string | undefined {
  const isCertificate = /certificate|self.signed|altnames/i.test(message);
  return lookUp(REMEDIES, isCertificate ? "ETLS" : code);
}
