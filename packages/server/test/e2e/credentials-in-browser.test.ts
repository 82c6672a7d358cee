import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { eventually, startBrowser } from "../../../dashboard/test/e2e/start-dashboard.ts";
import type { Victim } from "../../src/app/torture/victim.ts";
import { totpOf } from "../build/totp.ts";
import { type OidcServer, startOidc } from "../servers/oidc.ts";
import { fill, inspect, openWindow, pathOf, SOME } from "./browser-window.ts";
import { makeInstance } from "./instance.ts";

const PASSWORD = "a long sentence of mine";
const OTHER = "another long sentence";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 90_000 });
let victim: Victim;
let dataDir: string;
let oidc: OidcServer;
let browser: Browser;
let ada: Page;
let grace: Page;
/** Passkeys belong to a host name, which a number is not. */
let url: string;
const faults: string[] = [];

const newPage = () => openWindow(browser, faults);

beforeAll(async () => {
  oidc = await startOidc();
  const { PORT = "", ...settings } = oidc.environment;
  ({ victim, dataDir } = await makeInstance({
    port: Number(PORT),
    environment: { ...settings, SIGN_UP: "open" },
  }));
  victim.start();
  // Twice as long as it takes where nothing else keeps the machine busy.
  await victim.untilReady().catch(() => victim.untilReady());
  url = victim.url.replace("127.0.0.1", "localhost");
  browser = await startBrowser();
  [ada, grace] = [await newPage(), await newPage()];
});

afterAll(async () => {
  await browser?.close();
  await victim?.stop();
  await oidc?.stop();
});

const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name });
const link = (page: Page, name: string) => page.getByRole("link", { name });
const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { name });
const section = (page: Page, name: string) => page.getByRole("region", { name, exact: true });
const dialog = (page: Page) => page.getByRole("dialog");

/** Answers a dialog that asks for one's password. */
async function confirm(page: Page, submit: string, values: Readonly<Record<string, string>> = {}) {
  for (const [label, value] of Object.entries({ ...values, "Current password": PASSWORD }))
    await dialog(page).getByLabel(label, { exact: true }).fill(value);
  await dialog(page).getByRole("button", { name: submit }).click();
}

async function signIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.goto(`${url}/sign-in`);
  await fill(page, { "E-mail address": email, Password: password });
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

async function signOut(page: Page): Promise<void> {
  await button(page, "Menu").click();
  await page.getByRole("menuitem", { name: "Sign out", exact: true }).click();
  await heading(page, "Sign in").waitFor();
}

const usedLinks = new Set<string>();

/** What a page's link in the newest mail to an address leads to. */
async function linkFor(address: string, page: string): Promise<string> {
  const outbox = join(dataDir, "outbox");
  const find = () =>
    (existsSync(outbox) ? readdirSync(outbox) : [])
      .filter((file) => file.endsWith(".eml"))
      .map((file) => readFileSync(join(outbox, file), "utf8"))
      .filter((mail) => mail.includes(`To: ${address}`))
      .flatMap((mail) => mail.replace(/=\r\n/g, "").match(new RegExp(`${page}#[\\w-]{43}`, "g")) ?? [])
      .find((found) => !usedLinks.has(found));
  await eventually(find, `a link to ${page} for ${address}`).toBeDefined();
  const found = find() ?? "";
  usedLinks.add(found);
  return url + found;
}

it("a forgotten password is replaced by the link of a mail, which leaves the address", async () => {
  const [, path = ""] = /(\/setup#[\w-]+)/.exec(victim.output) ?? [];
  // The provider sends browsers back to the number, which is the address that the set-up is made at.
  await ada.goto(victim.url + path);
  await fill(ada, {
    "Your name": "Ada",
    "E-mail address": "ada@example.com",
    Password: OTHER,
    "Name of the team": "Mill",
  });
  await button(ada, "Create account").click();
  await eventually(() => pathOf(ada)).toBe("/");

  await grace.goto(`${url}/sign-in`);
  await inspect(grace, "sign-in");
  await link(grace, "Forgot your password?").click();
  await inspect(grace, "recover");
  await fill(grace, { "E-mail address": "nobody@example.com" });
  await button(grace, "Send the link").click();
  const sent = (email: string) => grace.getByText(`If ${email} has an account here`);
  await sent("nobody@example.com").waitFor();
  await inspect(grace, "recover-sent", SOME);
  await grace.goto(`${url}/recover`);
  await fill(grace, { "E-mail address": "ada@example.com" });
  await button(grace, "Send the link").click();
  await sent("ada@example.com").waitFor();

  const recovery = await linkFor("ada@example.com", "/recover");
  await grace.goto(recovery);
  await eventually(() => grace.url()).toBe(`${url}/recover`);
  await inspect(grace, "recover-link");
  await fill(grace, { "New password": "password1" });
  await button(grace, "Set the password").click();
  await grace.getByText(/most common/).waitFor();
  await fill(grace, { "New password": PASSWORD });
  await button(grace, "Set the password").click();
  await grace.getByText("Your password is changed.").waitFor();
  expect(pathOf(grace)).toBe("/sign-in");

  // Whoever was signed in with the old one is not any more; the link has done its work.
  await ada.goto(recovery);
  await fill(ada, { "New password": OTHER });
  await button(ada, "Set the password").click();
  await ada.getByText("This link was used or has expired.").waitFor();
  await inspect(ada, "recover-gone", SOME);
  await button(ada, "Request a new link").click();
  await button(ada, "Send the link").waitFor();
  await signIn(ada, "ada@example.com");
  await eventually(() => pathOf(ada)).toBe("/");
});

it("whoever signs up confirms the address, with the password that was chosen", async () => {
  await grace.goto(`${url}/sign-in`);
  await link(grace, "Sign up").click();
  await inspect(grace, "sign-up");
  await button(grace, "Sign up").click();
  await grace.getByText("Fill in this field.").first().waitFor();
  expect(await grace.evaluate(() => document.activeElement?.getAttribute("name"))).toBe("name");
  await fill(grace, {
    "Your name": "Grace",
    "E-mail address": "grace@example.com",
    Password: PASSWORD,
    "Name of the team": "Bakery",
  });
  await button(grace, "Sign up").click();
  await grace.getByText("A mail to grace@example.com is on its way.").waitFor();
  const confirmation = await linkFor("grace@example.com", "/sign-up");
  await grace.goto(confirmation);
  await eventually(() => grace.url()).toBe(`${url}/sign-up`);
  await inspect(grace, "sign-up-finish");
  await fill(grace, { Password: OTHER });
  await button(grace, "Create account").click();
  await grace.getByText("This is not the password that was chosen at sign-up.").waitFor();
  await fill(grace, { Password: PASSWORD });
  await button(grace, "Create account").click();
  await eventually(() => pathOf(grace)).toBe("/");
  await grace.goto(`${url}/teams`);
  await link(grace, "Bakery").waitFor();
});

it("an address is changed by the link that the new one gets", async () => {
  await grace.goto(`${url}/account`);
  await section(grace, "E-mail address").getByText("grace@example.com, confirmed").waitFor();
  await button(grace, "Change e-mail address").click();
  await inspect(grace, "change-email", SOME);
  await confirm(grace, "Send the link", { "New e-mail address": "hopper@example.com" });
  await grace.getByText("A mail is on its way to the new address.").waitFor();
  await grace.goto(await linkFor("hopper@example.com", "/confirm-email"));
  await eventually(() => grace.url()).toBe(`${url}/confirm-email`);
  await inspect(grace, "confirm-email");
  await button(grace, "Confirm").click();
  await grace.getByText("hopper@example.com is confirmed.").waitFor();
  await link(grace, "Account").click();
  await section(grace, "E-mail address").getByText("hopper@example.com, confirmed").waitFor();
});

it("a second factor is set up by a QR code, and asked for from then on", async () => {
  await section(grace, "Two-factor authentication").getByRole("button", { name: "Set up" }).click();
  await dialog(grace).getByLabel("Current password", { exact: true }).fill("not mine at all");
  await dialog(grace).getByRole("button", { name: "Set up" }).click();
  await dialog(grace).getByText("This is not your current password.").waitFor();
  await confirm(grace, "Set up");
  await grace.getByRole("img", { name: "QR code for the authenticator app" }).waitFor();
  await inspect(grace, "two-factor-set-up");
  const uri = (await link(grace, "Open an app on this device").getAttribute("href")) ?? "";
  expect(uri).toMatch(/^otpauth:\/\/totp\//);
  const wrong = totpOf(uri) === "000000" ? "000001" : "000000";
  await fill(grace, { "Code of the app": wrong });
  await button(grace, "Turn on").click();
  await grace.getByText("The code is wrong.").waitFor();
  await fill(grace, { "Code of the app": totpOf(uri) });
  await button(grace, "Turn on").click();
  const codes = ((await grace.getByTestId("backup-codes").textContent()) ?? "").split("\n");
  expect(codes.length).toBeGreaterThan(5);
  await inspect(grace, "backup-codes");
  await button(grace, "I have kept them").click();
  await eventually(() => grace.evaluate(() => document.activeElement?.textContent)).toBe("New backup codes");
  await section(grace, "Two-factor authentication").getByText("It is on.").waitFor();

  await signOut(grace);
  await signIn(grace, "hopper@example.com");
  await heading(grace, "Second factor").waitFor();
  await inspect(grace, "second-factor");
  await fill(grace, { "Code of the app": "12 34" });
  await button(grace, "Sign in").first().click();
  await grace.getByText("Enter six digits.").waitFor();
  // Of the half-minute after, since the present code was used.
  await fill(grace, { "Code of the app": totpOf(uri, 1) });
  await grace.keyboard.press("Enter");
  await eventually(() => pathOf(grace)).toBe("/");

  await signOut(grace);
  await signIn(grace, "hopper@example.com");
  await button(grace, "Use a backup code").click();
  await inspect(grace, "backup-code", SOME);
  await fill(grace, { "Backup code": "wrong" });
  await grace.keyboard.press("Enter");
  await grace.getByText("This backup code is wrong or was used.").waitFor();
  await fill(grace, { "Backup code": codes[0] ?? "" });
  await grace.keyboard.press("Enter");
  await eventually(() => pathOf(grace)).toBe("/");
});

it("a second factor is turned off by whoever knows the password", async () => {
  await grace.goto(`${url}/account`);
  await button(grace, "Turn off").click();
  await inspect(grace, "two-factor-off", SOME);
  await confirm(grace, "Turn off");
  await section(grace, "Two-factor authentication").getByText("It is off.").waitFor();
});

it("a passkey is added with a name, signs in, and is removed", async () => {
  const device = await grace.context().newCDPSession(grace);
  await device.send("WebAuthn.enable");
  const { authenticatorId } = await device.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await button(grace, "Add a passkey").click();
  await inspect(grace, "add-passkey", SOME);
  await confirm(grace, "Add a passkey", { "Name of the passkey": "Phone" });
  await grace.getByText("The passkey is added.").waitFor();
  await section(grace, "Passkeys").getByText("Phone", { exact: true }).waitFor();
  await inspect(grace, "account");
  await signOut(grace);
  await button(grace, "Sign in with a passkey").click();
  await eventually(() => pathOf(grace)).toBe("/");

  await grace.goto(`${url}/account`);
  await button(grace, "Remove Phone").click();
  await inspect(grace, "remove-passkey", SOME);
  await dialog(grace).getByRole("button", { name: "Remove", exact: true }).click();
  await grace.getByText("No passkey yet.").waitFor();
  await eventually(() => grace.evaluate(() => document.activeElement?.textContent)).toBe("Add a passkey");
  await signOut(grace);
  await button(grace, "Sign in with a passkey").click();
  await grace.getByText("This passkey is not known here.").waitFor();
  await device.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId });
});

it("the provider signs in whom it was linked to, and says when it did not", async () => {
  await grace.goto(`${victim.url}/sign-in/oidc?error=access_denied&state=x`);
  await grace.getByText("Example login did not sign you in").waitFor();
  expect(new URL(grace.url()).search).toBe("");
  await inspect(grace, "provider-cancelled");
  await grace.goto(`${victim.url}/sign-in/oidc?code=old&state=x`);
  await grace.getByText("This did not begin in this browser").waitFor();

  // The provider sends back to the number that it knows.
  await oidc.become({ sub: "ada-there", email: "elsewhere@example.org", email_verified: true });
  const page = await newPage();
  await page.goto(`${victim.url}/sign-in`);
  await fill(page, { "E-mail address": "ada@example.com", Password: PASSWORD });
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await eventually(() => pathOf(page)).toBe("/");
  await page.goto(`${victim.url}/account`);
  await section(page, "Passkeys").getByText("Passkeys need HTTPS").waitFor();
  await button(page, "Link Example login").click();
  await confirm(page, "Link Example login");
  await page.getByText("Your account is linked").waitFor();
  expect(pathOf(page)).toBe("/account");
  await signOut(page);
  await page.goto(`${victim.url}/sign-in?back=/teams`);
  expect(await button(page, "Sign in with a passkey").count()).toBe(0);
  await button(page, "Sign in with Example login").click();
  await eventually(() => pathOf(page)).toBe("/teams");
  await heading(page, "Your teams").waitFor();
  await page.context().close();
});

it("whoever came by the provider has no password to be asked for, and keeps the only way in", async () => {
  await oidc.become({ sub: "linus", email: "linus@example.org", email_verified: true, name: "Linus" });
  const page = await newPage();
  await page.goto(`${victim.url}/sign-in`);
  await button(page, "Sign in with Example login").click();
  await eventually(() => pathOf(page)).toBe("/");
  await page.goto(`${victim.url}/account`);
  await page.getByText("Your account has no password. A link that sets one is sent to linus@").waitFor();
  await page.getByText("It protects the password.").waitFor();
  await inspect(page, "no-password", SOME);
  await button(page, "Unlink Example login").click();
  await dialog(page).getByRole("button", { name: "Unlink Example login" }).click();
  await dialog(page).getByText("Nothing else would sign you in.").waitFor();
  await inspect(page, "last-way", SOME);
  await page.context().close();
});

it("an account is deleted by its owner, after the page has said what goes with it", async () => {
  await ada.goto(`${url}/account`);
  await section(ada, "Delete account").getByText("Nobody else operates this instance.").waitFor();
  expect(await button(ada, "Delete account").count()).toBe(0);
  await inspect(ada, "account-operator", SOME);

  await signIn(grace, "hopper@example.com");
  await eventually(() => pathOf(grace)).toBe("/");
  await grace.goto(`${url}/account`);
  await section(grace, "Delete account").getByText("Bakery, without sites").waitFor();
  await button(grace, "Delete account").click();
  await inspect(grace, "delete-account", SOME);
  await confirm(grace, "Delete my account", { "Type hopper@example.com to confirm": "grace@example.com" });
  await dialog(grace).getByText("This is not your e-mail address.").waitFor();
  await confirm(grace, "Delete my account", { "Type hopper@example.com to confirm": "hopper@example.com" });
  await grace.getByText("Your account is deleted.").waitFor();
  await inspect(grace, "deleted", SOME);
  await signIn(grace, "hopper@example.com");
  await grace.getByText("The e-mail address or the password is wrong.").waitFor();
  expect(faults).toEqual([]);
});
