import { open as openFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { MailRefused, MailUnavailable } from "../../domain/errors.ts";
import { isMailAddress } from "../../domain/mail/mailbox.ts";
import type { Mailer } from "../../ports/mailer.ts";
import { makePrivateFolder } from "../disk/private-files.ts";
import type { MailerOptions } from "./options.ts";
import { toMessage } from "./to-message.ts";

const PRIVATE_FILE = 0o600;

/** Opens the folder that `folder:<path>` names, where each mail becomes an `.eml` file. It is made with the first one. */
export async function open(url: string, { log }: MailerOptions): Promise<Mailer> {
  const { createTransport } = await import("nodemailer");
  const folder = url.slice("folder:".length);
  const composer = createTransport({ streamTransport: true, buffer: true, newline: "windows" });

  return {
    async send(mail) {
      if (!isMailAddress(mail.to)) throw new MailRefused("[mail:folder] the recipient is no mail address");
      const { message } = await composer.sendMail(toMessage(mail));
      const file = join(folder, `${mail.messageId.replace(/[^\w.@-]/g, "_")}.eml`);
      try {
        makePrivateFolder(folder);
        await writeWhole(file, message as Buffer);
      } catch (error) {
        throw new MailUnavailable(`[mail:folder] can't write ${file}: ${(error as Error).message}`, {
          cause: error,
        });
      }
      log.info({ file }, "mail written to a file: set SMTP_URL to send it");
      return { reply: `written to ${file}` };
    },
    async close() {
      composer.close();
    },
  };
}

/** Another attempt of the same mail replaces the file; whoever reads the folder never sees half of one. */
async function writeWhole(path: string, bytes: Buffer): Promise<void> {
  const draft = `${path}.part`;
  const file = await openFile(draft, "w", PRIVATE_FILE);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
}
