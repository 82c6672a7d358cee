import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SMTPServer, type SMTPServerError } from "smtp-server";

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
  readonly encrypted: boolean;
  readonly user: string | undefined;
}

/** What the server does with the next mail instead of taking it. "drop" takes it and cuts the connection unanswered. */
type Answer = { readonly at: "MAIL" | "RCPT" | "DATA"; readonly code: number } | "drop" | "silence";

export interface SmtpOptions {
  readonly tls?: "none" | "starttls" | "implicit";
  readonly login?: { readonly user: string; readonly password: string };
}

export interface SmtpServer {
  readonly port: number;
  /** The certificate, which is its own authority. */
  readonly certificate: string;
  readonly received: ReceivedMail[];
  /** Answers to the next mails, in this order; then all are taken. */
  readonly answers: Answer[];
  stop(): Promise<void>;
}

/** A mail server on this machine that takes whatever it is not told to refuse. */
export async function startSmtp({ tls = "none", login }: SmtpOptions = {}): Promise<SmtpServer> {
  const { key, cert } = makeCertificate();
  const received: ReceivedMail[] = [];
  const answers: Answer[] = [];

  /** Refuses here, if the next mail is to be refused here. */
  function refusal(at: "MAIL" | "RCPT" | "DATA", address = ""): SMTPServerError | null {
    const [answer] = answers;
    if (typeof answer !== "object" || answer.at !== at) return null;
    answers.shift();
    return Object.assign(new Error(`no mail for <${address}>`), { responseCode: answer.code });
  }

  const server = new SMTPServer({
    key,
    cert,
    secure: tls === "implicit",
    hideSTARTTLS: tls === "none",
    disabledCommands: [...(tls === "none" ? ["STARTTLS"] : []), ...(login === undefined ? ["AUTH"] : [])],
    authOptional: login === undefined,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    onAuth({ username, password }, _session, callback) {
      if (username === login?.user && password === login?.password) callback(null, { user: username });
      else callback(new Error("wrong user or password"));
    },
    onMailFrom: (_address, _session, callback) => callback(refusal("MAIL")),
    onRcptTo: ({ address }, _session, callback) => callback(refusal("RCPT", address)),
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => void chunks.push(chunk));
      stream.on("end", () => {
        const refused = refusal("DATA");
        if (refused !== null) return callback(refused);
        const { mailFrom, rcptTo } = session.envelope;
        received.push({
          from: mailFrom === false ? "" : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString("utf8"),
          encrypted: session.secure,
          user: session.user as string | undefined,
        });
        const answer = answers.shift();
        if (answer === "silence") return;
        if (answer === "drop") for (const { _socket } of server.connections) _socket.destroy();
        else callback(null, "2.0.0 taken");
      });
    },
  });
  // Connections that clients or tests cut.
  server.on("error", () => {});
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    port: (server.server.address() as AddressInfo).port,
    certificate: cert,
    received,
    answers,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** The value of a header of a mail, null when it has none. */
export function headerOf(raw: string, name: string): string | null {
  const [head = ""] = raw.split("\r\n\r\n");
  const unfolded = head.replaceAll(/\r\n[ \t]+/g, " ").split("\r\n");
  const line = unfolded.find((one) => one.toLowerCase().startsWith(`${name.toLowerCase()}: `));
  return line?.slice(name.length + 2) ?? null;
}

let made: { readonly key: string; readonly cert: string } | undefined;

function makeCertificate(): { key: string; cert: string } {
  if (made !== undefined) return made;
  const folder = mkdtempSync(join(tmpdir(), "millrace-smtp-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  const names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1,IP:0.0.0.0,DNS:localhost"];
  execFileSync("openssl", ["req", ...kind, ...names, "-keyout", key, "-out", cert], { stdio: "ignore" });
  made = { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
  rmSync(folder, { recursive: true });
  return made;
}
