import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { openInstance, PASSWORD } from "../../build/open-instance.ts";
import { useTempFolders } from "../../build/temp-folder.ts";
import { totpOf } from "../../build/totp.ts";

const newFolder = useTempFolders();
const source = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const FLAGS = ["--conditions=millrace-source", "--import", source("test/processes/typescript-loader.mjs")];

/** Runs the command line on an instance's data; what it printed. */
async function millrace(folder: string, ...words: readonly string[]): Promise<string> {
  const args = [...FLAGS, source("src/app/cli/main.ts"), ...words];
  const env = { ...process.env, DATA_DIR: join(folder, "data") };
  const { stdout } = await promisify(execFile)(process.execPath, args, { env }).catch((error) => error);
  return stdout;
}

it("an operator hands out links from the command line while the instance runs", async () => {
  const folder = newFolder();
  const one = await openInstance(folder, { SIGN_UP: "off" });
  const { email, id } = await one.newPerson();
  const printed = await millrace(folder, "users", "reset-password", email);
  const token = printed.split("/recover#")[1]?.trim();
  const password = "another long sentence";
  const reset = await one.newBrowser().ask("POST", "/api/v1/recovery/reset", { token, password });
  expect(reset.status).toBe(200);
  // Nobody mailed it: it proves no address.
  expect((await one.store.findPerson(id))?.emailVerified).toBe(false);
  expect((await one.signIn(one.newBrowser(), email, password)).status).toBe(200);

  const twoFactor = "/api/v1/me/two-factor";
  const { uri } = (await one.ada.ask("POST", twoFactor, { current_password: PASSWORD })).body;
  await one.ada.ask("POST", `${twoFactor}/confirm`, { code: totpOf(uri, -1) });
  const turnedOff = await millrace(folder, "users", "turn-off-second-factor", "ada@example.com");
  expect(turnedOff).toBe(
    "ada@example.com signs in with the password alone, was signed out everywhere, and is informed by mail.\n",
  );
  expect((await one.signIn(one.newBrowser(), "ada@example.com")).body).toEqual({ state: "signed in" });

  const invited = one.newAddress();
  const role = ["--team", String(one.team), "--role", "editor"];
  const link = await millrace(folder, "users", "invite", invited, ...role);
  const joined = { token: link.split("/invitation#")[1]?.trim(), name: "Grace", password: PASSWORD };
  const browser = one.newBrowser();
  expect((await browser.ask("POST", "/api/v1/invitations/accept", joined)).status).toBe(200);
  expect((await browser.ask("GET", "/api/v1/me")).body.teams).toMatchObject([
    { id: one.team, role: "editor" },
  ]);
  await one.stop();
}, 60_000);
