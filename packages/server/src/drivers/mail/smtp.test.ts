import { createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { outgoingMail } from "../../../test/build/build-mail.ts";
import { headerOf, type SmtpOptions, type SmtpServer, startSmtp } from "../../../test/servers/smtp.ts";
import { MailRefused, MailUnavailable } from "../../domain/errors.ts";
import type { Mailer, OutgoingMail } from "../../ports/mailer.ts";
import { openMailer } from "./index.ts";
import { smtpOptions } from "./smtp.ts";

const log = { debug() {}, info() {}, warn() {}, error() {} };
const started: SmtpServer[] = [];
const opened: Mailer[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((mailer) => mailer.close()));
  await Promise.all(started.splice(0).map((server) => server.stop()));
});

async function start(options?: SmtpOptions): Promise<SmtpServer> {
  const server = await startSmtp(options);
  started.push(server);
  return server;
}

async function open(url: string, authorities?: string): Promise<Mailer> {
  const mailer = await openMailer(url, { log, ...(authorities !== undefined && { authorities }) });
  opened.push(mailer);
  return mailer;
}

async function failure(mailer: Mailer, mail: OutgoingMail = outgoingMail()): Promise<Error> {
  return mailer.send(mail).then(
    () => expect.unreachable("the mail was sent"),
    (error: Error) => error,
  );
}

describe("encryption", () => {
  it("sends to a server that offers STARTTLS over TLS only", async () => {
    const { port, certificate, received } = await start({ tls: "starttls" });
    const { reply } = await (await open(`smtp://127.0.0.1:${port}?tls=required`, certificate)).send(
      outgoingMail(),
    );
    expect(reply).toMatch(/^250 .*taken/);
    expect(received).toEqual([
      expect.objectContaining({ from: "stats@example.com", to: ["ada@example.com"], encrypted: true }),
    ]);
  });

  it("sends from the first byte over TLS with smtps:", async () => {
    const { port, certificate, received } = await start({ tls: "implicit" });
    await (await open(`smtps://127.0.0.1:${port}`, certificate)).send(outgoingMail());
    expect(received).toEqual([expect.objectContaining({ encrypted: true })]);
  });

  // 0.0.0.0 is no loopback address, and leads to this machine all the same.
  it.each(["0.0.0.0", "127.0.0.1"])(
    "gives no mail to a server at %s that has no STARTTLS where it is required",
    async (host) => {
      const { port, received } = await start({ login: { user: "u", password: "p" } });
      const error = await failure(
        await open(`smtp://u:p@${host}:${port}${host === "0.0.0.0" ? "" : "?tls=required"}`),
      );
      expect(error).toBeInstanceOf(MailUnavailable);
      expect(error.message).toContain("the server must offer STARTTLS");
      expect(received).toEqual([]);
    },
  );

  it("gives no mail to a server whose certificate nobody trusts, and says what to set", async () => {
    const { port, received } = await start({ tls: "starttls" });
    const error = await failure(await open(`smtp://127.0.0.1:${port}?tls=required`));
    expect(error).toBeInstanceOf(MailUnavailable);
    expect(error.message).toContain("NODE_EXTRA_CA_CERTS");
    expect(received).toEqual([]);
  });

  it.each([
    { host: "127.0.0.1", tls: "none", query: "", encrypted: false, what: "plainly to this machine" },
    {
      host: "localhost",
      tls: "none",
      query: "",
      encrypted: false,
      what: "plainly to this machine by its name",
    },
    {
      host: "127.0.0.1",
      tls: "starttls",
      query: "",
      encrypted: true,
      what: "encrypted to this machine where it can",
    },
    { host: "0.0.0.0", tls: "starttls", query: "?tls=off", encrypted: false, what: "plainly when told so" },
  ] as const)("sends $what", async ({ host, tls, query, encrypted }) => {
    const { port, received } = await start({ tls });
    await (await open(`smtp://${host}:${port}${query}`)).send(outgoingMail());
    expect(received).toEqual([expect.objectContaining({ encrypted })]);
  });

  it.each([
    { url: "smtp://mail.example.com", options: { port: 587, secure: false, requireTLS: true } },
    { url: "smtp://[2001:db8::1]:25", options: { host: "2001:db8::1", port: 25, requireTLS: true } },
    { url: "smtps://mail.example.com", options: { port: 465, secure: true } },
    { url: "smtp://a%40b:p%3Aw@h", options: { auth: { user: "a@b", pass: "p:w" }, requireTLS: true } },
  ])("reads $url", ({ url, options }) => {
    expect(smtpOptions(url)).toMatchObject(options);
  });
});

describe("a login", () => {
  const login = { user: "mr", password: "p@ss/:" };

  it("is that of the URL", async () => {
    const { port, received } = await start({ login });
    await (await open(`smtp://mr:${encodeURIComponent(login.password)}@127.0.0.1:${port}`)).send(
      outgoingMail(),
    );
    expect(received).toEqual([expect.objectContaining({ user: "mr" })]);
  });

  it.each([
    { who: "mr:wrong@", what: "a wrong one" },
    { who: "", what: "none" },
  ])("can be corrected: $what loses no mail, and no error shows a password", async ({ who }) => {
    const { port, received } = await start({ login });
    const error = await failure(await open(`smtp://${who}127.0.0.1:${port}`));
    expect(error).toBeInstanceOf(MailUnavailable);
    expect(error.message).not.toContain("wrong@");
    expect(received).toEqual([]);
  });
});

describe("what the server replies", () => {
  let server: SmtpServer;
  let mailer: Mailer;
  beforeEach(async () => {
    server = await start();
    mailer = await open(`smtp://127.0.0.1:${server.port}`);
  });

  it.each([
    { at: "MAIL", code: 451 },
    { at: "RCPT", code: 450 },
    { at: "DATA", code: 452 },
  ] as const)("$code at $at may pass: the next attempt is taken", async (answer) => {
    server.answers.push(answer);
    const error = await failure(mailer);
    expect(error).toBeInstanceOf(MailUnavailable);
    expect(error.message).toContain(`[mail:smtp] 127.0.0.1:${server.port}: `);
    expect(error.message).toContain(String(answer.code));
    await mailer.send(outgoingMail());
    expect(server.received).toHaveLength(1);
  });

  it.each([
    { at: "MAIL", code: 553 },
    { at: "RCPT", code: 550 },
    { at: "DATA", code: 554 },
  ] as const)("$code at $at is for good", async (answer) => {
    server.answers.push(answer);
    const error = await failure(mailer);
    expect(error).toBeInstanceOf(MailRefused);
    expect(error.message).toContain(String(answer.code));
  });

  it("530 asks for a login, which can be set", async () => {
    server.answers.push({ at: "MAIL", code: 530 });
    expect(await failure(mailer)).toBeInstanceOf(MailUnavailable);
  });

  it("a connection dropped after the mail looks like one dropped before: both copies have one Message-ID", async () => {
    server.answers.push("drop");
    expect(await failure(mailer)).toBeInstanceOf(MailUnavailable);
    await mailer.send(outgoingMail());
    const ids = server.received.map(({ raw }) => headerOf(raw, "Message-ID"));
    const id = `<${outgoingMail().messageId}>`;
    expect(ids).toEqual([id, id]);
  });

  it("nothing: the caller, or the close, cuts it off", async () => {
    server.answers.push("silence", "silence");
    const stop = new AbortController();
    const sending = mailer.send(outgoingMail(), stop.signal);
    await expect.poll(() => server.received.length).toBe(1);
    stop.abort();
    await expect(sending).rejects.toThrow(MailUnavailable);
    const last = mailer.send(outgoingMail());
    await expect.poll(() => server.received.length).toBe(2);
    await mailer.close();
    await expect(last).rejects.toThrow(MailUnavailable);
  });
});

it("says that a server is away, and sends when it is back", async () => {
  const free = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => free.once("listening", resolve));
  const { port } = free.address() as { port: number };
  await new Promise((resolve) => free.close(resolve));
  const error = await failure(await open(`smtp://127.0.0.1:${port}`));
  expect(error).toBeInstanceOf(MailUnavailable);
  expect(error.message).toContain("ECONNREFUSED");
});

it.each([
  "ada@example.com, eve@example.com",
  "ada@example.com\r\nRCPT TO:<eve@example.com>",
  "<ada@example.com>",
  "ada",
])("refuses %j as a recipient without asking the server", async (to) => {
  const { port, received } = await start();
  const error = await failure(await open(`smtp://127.0.0.1:${port}`), outgoingMail({ to }));
  expect(error).toBeInstanceOf(MailRefused);
  expect(received).toEqual([]);
});

it("sends both texts, and headers that nobody can add to", async () => {
  const { port, received } = await start();
  const mailer = await open(`smtp://127.0.0.1:${port}`);
  const from = { name: 'Stats, "Ltd"', address: "stats@example.com" };
  await mailer.send(outgoingMail({ from, subject: "one\r\nBcc: eve@example.com" }));
  const raw = received[0]?.raw ?? "";
  expect(received[0]?.to).toEqual(["ada@example.com"]);
  expect(headerOf(raw, "Bcc")).toBeNull();
  expect(headerOf(raw, "To")).toBe("ada@example.com");
  expect(headerOf(raw, "Auto-Submitted")).toBe("auto-generated");
  expect(headerOf(raw, "X-Mailer")).toBeNull();
  expect(raw).toContain("Content-Type: text/plain; charset=utf-8");
  expect(raw).toContain("Content-Type: text/html; charset=utf-8");
});

it("opens no other scheme, and shows no password", async () => {
  await expect(openMailer("imap://u:secret@h", { log })).rejects.toThrow(
    "SMTP_URL=imap://h: no such mail driver, expected smtp, smtps, folder",
  );
});
