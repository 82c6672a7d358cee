import { join } from "node:path";
import Database from "libsql";
import { expect, it } from "vitest";
import { newMail } from "../../../test/build/build-mail.ts";
import { useTempFolders } from "../../../test/build/temp-folder.ts";
import { open } from "./sqlite.ts";

const newFolder = useTempFolders();

it("keeps the params of waiting mails only: they hold links with secrets", async () => {
  const file = join(newFolder(), "app.db");
  const accounts = await open(`sqlite:${file}`);
  for (const name of ["sent", "failed", "later", "waiting"]) await accounts.queueMail(newMail(`${name}@h`));
  const now = Date.now() + 1000;
  for (const { id, to } of await accounts.claimMails({ now, max: 4, claimMs: 1 })) {
    if (to === "sent@h") await accounts.noteMailSent(id, now);
    if (to === "failed@h") await accounts.noteMailFailed(id, { error: "", at: now, nextAttemptAt: null });
    if (to === "later@h") await accounts.noteMailFailed(id, { error: "", at: now, nextAttemptAt: now });
  }
  await accounts.close();
  const rows = new Database(file).prepare("SELECT to_address, params FROM mails ORDER BY to_address").all();
  const params = JSON.stringify(newMail().params);
  expect(rows).toEqual([
    { to_address: "failed@h", params: null },
    { to_address: "later@h", params },
    { to_address: "sent@h", params: null },
    { to_address: "waiting@h", params },
  ]);
});
