import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { outgoingMail, SECRET_LINK } from "../../../test/build/build-mail.ts";
import { useTempFolders } from "../../../test/build/temp-folder.ts";
import { headerOf } from "../../../test/servers/smtp.ts";
import { MailRefused, MailUnavailable } from "../../domain/errors.ts";
import { openMailer } from "./index.ts";

const newFolder = useTempFolders();
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

async function arrange() {
  const logged: unknown[] = [];
  const note = (facts: object, sentence: string) => void logged.push({ ...facts, sentence });
  const folder = join(newFolder(), "outbox");
  const mailer = await openMailer(`folder:${folder}`, {
    log: { debug: note, info: note, warn: note, error: note },
  });
  return { folder, mailer, logged };
}

it("writes a mail to a file that is ours alone, and logs where but not what", async () => {
  const { folder, mailer, logged } = await arrange();
  expect(existsSync(folder)).toBe(false);
  const umask = process.umask(0);
  const { reply } = await mailer.send(outgoingMail()).finally(() => process.umask(umask));
  const file = join(folder, `${outgoingMail().messageId}.eml`);
  expect(reply).toBe(`written to ${file}`);
  expect([modeOf(folder), modeOf(file)]).toEqual(["700", "600"]);
  const raw = readFileSync(file, "utf8");
  expect(headerOf(raw, "To")).toBe("ada@example.com");
  expect(headerOf(raw, "Message-ID")).toBe(`<${outgoingMail().messageId}>`);
  expect(raw.replaceAll("=\r\n", "").replaceAll("=3D", "=")).toContain(SECRET_LINK);
  expect(logged).toEqual([{ file, sentence: "mail written to a file: set SMTP_URL to send it" }]);
});

it("has one file of a mail however often it is sent, none outside, and none for what is no address", async () => {
  const { folder, mailer } = await arrange();
  await mailer.send(outgoingMail());
  await mailer.send(outgoingMail());
  await mailer.send(outgoingMail({ messageId: "../../up@h" }));
  await expect(mailer.send(outgoingMail({ to: "a@b, c@d" }))).rejects.toThrow(MailRefused);
  expect(readdirSync(folder).sort()).toEqual([".._.._up@h.eml", `${outgoingMail().messageId}.eml`]);
});

it("closes a folder that was open to all", async () => {
  const { folder, mailer } = await arrange();
  mkdirSync(folder);
  chmodSync(folder, 0o755);
  await mailer.send(outgoingMail());
  expect(modeOf(folder)).toBe("700");
});

it("keeps a mail that can't be written for later", async () => {
  const { folder, mailer } = await arrange();
  writeFileSync(folder, "no folder");
  await expect(mailer.send(outgoingMail())).rejects.toThrow(MailUnavailable);
});
