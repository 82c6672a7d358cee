import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { eventually, startBrowser } from "../../../dashboard/test/e2e/start-dashboard.ts";
import { startProxy } from "../../../dashboard/test/e2e/start-proxy.ts";
import type { Victim } from "../../src/app/torture/victim.ts";
import { fill, inspect, openWindow, pathOf } from "./browser-window.ts";
import { makeInstance } from "./instance.ts";

const PASSWORD = "a long sentence of mine";
const SITE = "shop.example";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 90_000 });
let victim: Victim;
let browser: Browser;
let owner: Page;
let guest: Page;
const faults: string[] = [];

const newPage = () => openWindow(browser, faults);

beforeAll(async () => {
  ({ victim } = await makeInstance());
  victim.start();
  // Twice as long as it takes where nothing else keeps the machine busy.
  await victim.untilReady().catch(() => victim.untilReady());
  browser = await startBrowser();
  [owner, guest] = [await newPage(), await newPage()];
});

afterAll(async () => {
  await browser?.close();
  await victim?.stop();
});

const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name });
const field = (page: Page, name: string | RegExp) => page.getByRole("textbox", { name });
const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { name });

async function chooseFromMenu(page: Page, item: string): Promise<void> {
  await button(page, "Menu").click();
  await page.getByRole("menuitem", { name: item, exact: true }).click();
}

it("an open instance says who can see it, until that is dismissed", async () => {
  await owner.goto(`${victim.url}/`);
  await owner.getByText("No account yet").waitFor();
  await inspect(owner, "open-sites");
  await owner.getByRole("complementary").getByRole("button", { name: "Close" }).click();
  await owner.reload();
  await button(owner, "Add a site").waitFor();
  expect(await owner.getByText("No account yet").count()).toBe(0);
  expect(await button(owner, /Pipeline status/).count()).toBe(1);
});

it("somebody on another machine is told that the set-up link is needed", async () => {
  const elsewhere = await newPage();
  await elsewhere.setExtraHTTPHeaders({ "x-forwarded-for": "203.0.113.7" });
  for (const path of ["/", `/sites/${SITE}`, "/sign-in", "/account"]) {
    await elsewhere.goto(victim.url + path);
    await heading(elsewhere, "This instance has no account yet").waitFor();
  }
  await inspect(elsewhere, "new");
  await elsewhere.context().close();
});

it("the set-up link makes the owner; its secret leaves the address", async () => {
  const [, path = ""] = /(\/setup#[\w-]+)/.exec(victim.output) ?? [];
  await owner.goto(victim.url + path);
  await heading(owner, "Create the first account").waitFor();
  await eventually(() => owner.url()).toBe(`${victim.url}/setup`);
  await inspect(owner, "setup");
  await owner.reload();
  await button(owner, "Create account").click();
  await owner.getByText("Fill in this field.").first().waitFor();
  expect(await owner.evaluate(() => document.activeElement?.getAttribute("name"))).toBe("name");
  await fill(owner, {
    "Your name": "Ada",
    "E-mail address": "ada",
    Password: PASSWORD,
    "Name of the team": "Mill",
  });
  await button(owner, "Create account").click();
  await eventually(() => owner.evaluate(() => document.activeElement?.getAttribute("name"))).toBe("email");
  await fill(owner, { "E-mail address": "ada@example.com", Password: "password1" });
  await button(owner, "Create account").click();
  await owner.getByText(/most common/).waitFor();
  await fill(owner, { Password: PASSWORD });
  await button(owner, "Create account").click();
  await eventually(() => pathOf(owner)).toBe("/");
  await button(owner, "Menu").click();
  await owner.getByText("ada@example.com").waitFor();
  await owner.keyboard.press("Escape");
});

it("strangers sign in first, and come back to where they wanted to go", async () => {
  await guest.goto(`${victim.url}/sites/${SITE}?period=7d`);
  await heading(guest, "Sign in").waitFor();
  expect(new URL(guest.url()).searchParams.get("back")).toBe(`/sites/${SITE}?period=7d`);
  await fill(guest, { "E-mail address": "ada@example.com", Password: "not mine at all" });
  await button(guest, "Sign in").click();
  await guest.getByText("The e-mail address or the password is wrong.").waitFor();
  await inspect(guest, "sign-in");
  await guest.goto(`${victim.url}/sign-in?back=//evil.example/`);
  await fill(guest, { "E-mail address": "ada@example.com", Password: PASSWORD });
  await button(guest, "Sign in").click();
  await eventually(() => guest.url()).toBe(`${victim.url}/`);
  await chooseFromMenu(guest, "Sign out");
  await heading(guest, "Sign in").waitFor();
});

it("the owner adds a site and invites a viewer by a link", async () => {
  await button(owner, "Add a site").click();
  await owner.getByRole("textbox", { name: "Name" }).fill(SITE);
  await owner.getByRole("button", { name: "Create" }).click();
  await owner.getByText("Waiting for your first event").waitFor();
  await chooseFromMenu(owner, "Teams");
  await inspect(owner, "teams");
  await owner.getByRole("link", { name: "Mill", exact: true }).click();
  await heading(owner, "Invite somebody").waitFor();
  await field(owner, "E-mail address").fill("grace@example.com");
  await button(owner, "Invite").click();
  await button(owner, "Copy link").click();
  await button(owner, "Copied").waitFor();
  expect(await owner.evaluate(() => navigator.clipboard.readText())).toMatch(/\/invitation#[\w-]+$/);
  await inspect(owner, "team");
});

it("leads to signing in and back below a path of a proxy, too", async () => {
  const proxy = await startProxy(victim.url, "/stats");
  try {
    const page = await newPage();
    await page.goto(`${proxy.url}/stats/sites/${SITE}?compare=none`);
    await heading(page, "Sign in").waitFor();
    expect(pathOf(page)).toBe("/stats/sign-in");
    expect(new URL(page.url()).searchParams.get("back")).toBe(`/sites/${SITE}?compare=none`);
    await fill(page, { "E-mail address": "ada@example.com", Password: PASSWORD });
    await button(page, "Sign in").click();
    await eventually(() => page.url()).toBe(`${proxy.url}/stats/sites/${SITE}?compare=none`);
    await chooseFromMenu(page, "Sign out");
    await eventually(() => page.url()).toBe(`${proxy.url}/stats/sign-in`);
    expect(proxy.strays).toEqual([]);
    await page.context().close();
  } finally {
    await proxy.stop();
  }
});

it("the invited person makes an account and sees the site without anything to edit", async () => {
  await guest.goto(await owner.evaluate(() => navigator.clipboard.readText()));
  await guest.getByText("Ada invites you to the team Mill. Your role: Viewer.").waitFor();
  await eventually(() => guest.url()).toBe(`${victim.url}/invitation`);
  await inspect(guest, "invitation");
  await fill(guest, { "Your name": "Grace", Password: PASSWORD });
  await button(guest, "Create account and join").click();
  await guest.getByRole("link", { name: new RegExp(SITE) }).click();
  await heading(guest, SITE).waitFor();
  expect(await guest.getByRole("link", { name: "Settings" }).count()).toBe(0);
  expect(await button(guest, /Pipeline status/).count()).toBe(0);
  await guest.goto(`${victim.url}/sites/${SITE}/settings`);
  await heading(guest, "Your role does not open this page").waitFor();
  await inspect(guest, "not-yours");
  await guest.goto(`${victim.url}/`);
  await guest.getByRole("link", { name: new RegExp(SITE) }).waitFor();
  expect(await button(guest, "Add a site").count()).toBe(0);
  await guest.goto(`${victim.url}/sites/other.example`);
  await heading(guest, "There is no site other.example for you.").waitFor();
  expect(await button(guest, "Create").count()).toBe(0);
});

it("the owner makes them an editor of one site, which shows without signing in again", async () => {
  await owner.reload();
  await button(owner, "Change Grace").click();
  const dialog = owner.getByRole("dialog", { name: "Change Grace" });
  await dialog.getByRole("combobox", { name: "Role" }).click();
  await owner.getByRole("option", { name: "Editor" }).click();
  await dialog.getByRole("checkbox", { name: "Only some of the team's sites" }).check();
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.getByText("Choose at least one site.").waitFor();
  await dialog.getByRole("combobox", { name: "Sites" }).click();
  await owner.getByRole("option", { name: SITE }).click();
  await owner.keyboard.press("Escape");
  await inspect(owner, "team-change");
  await dialog.getByRole("button", { name: "Save" }).click();
  await owner.getByText(`Editor of ${SITE}`).waitFor();
  await guest.goto(`${victim.url}/sites/${SITE}/settings`);
  await heading(guest, "Goals").waitFor();
  expect(await heading(guest, "Danger zone").count()).toBe(0);
});

it("somebody with two teams sees their sites by team, and moves one to the other", async () => {
  await chooseFromMenu(owner, "Teams");
  await field(owner, "Name of the team").fill("Bakery");
  await button(owner, "Create team").click();
  await heading(owner, "Bakery").waitFor();
  await owner.goto(`${victim.url}/`);
  await button(owner, "Add a site").click();
  const dialog = owner.getByRole("dialog", { name: "Add a site" });
  await dialog.getByRole("textbox", { name: "Name" }).fill("bread.example");
  await dialog.getByRole("combobox", { name: "Team" }).click();
  await owner.getByRole("option", { name: "Bakery" }).click();
  await dialog.getByRole("button", { name: "Create" }).click();
  await owner.getByText("Waiting for your first event").waitFor();
  await owner.goto(`${victim.url}/`);
  const headings = () => owner.getByRole("heading", { level: 2 }).allTextContents();
  await eventually(headings).toEqual(["Bakery", "Mill"]);
  await inspect(owner, "sites-of-teams");
  await owner.getByRole("combobox", { name: "Team" }).click();
  await owner.getByRole("option", { name: "Bakery" }).click();
  await eventually(headings).toEqual(["Bakery"]);

  await owner.goto(`${victim.url}/sites/bread.example/settings`);
  await owner.getByRole("combobox", { name: "New team" }).click();
  await owner.getByRole("option", { name: "Mill" }).click();
  await inspect(owner, "settings");
  await button(owner, "Move the site").click();
  await owner.getByText("The site is moved.").waitFor();
});

it("language and colours apply at once and are kept with the account", async () => {
  await chooseFromMenu(owner, "Account");
  await heading(owner, "Where you are signed in").waitFor();
  await inspect(owner, "account");
  await owner.getByRole("combobox", { name: "Theme" }).click();
  await owner.getByRole("option", { name: "Dark" }).click();
  await eventually(() => owner.evaluate(() => document.documentElement.dataset.mantineColorScheme)).toBe(
    "dark",
  );
  await owner.getByRole("combobox", { name: "Language" }).click();
  await owner.getByRole("option", { name: "Deutsch" }).click();
  await heading(owner, /^Konto$/).waitFor();
  const elsewhere = await newPage();
  await signIn(elsewhere, "ada@example.com");
  await heading(elsewhere, "Websites").waitFor();
  await eventually(() => elsewhere.evaluate(() => document.documentElement.dataset.mantineColorScheme)).toBe(
    "dark",
  );
  await owner.getByRole("combobox", { name: "Sprache" }).click();
  await owner.getByRole("option", { name: "English" }).click();
  await heading(owner, /^Account$/).waitFor();
});

it("a password is changed by whoever knows the present one", async () => {
  await fill(owner, { "Current password": "not mine at all", "New password": "another long sentence" });
  await button(owner, "Change password").click();
  await owner.getByText("This is not your current password.").waitFor();
  await fill(owner, { "Current password": PASSWORD });
  await button(owner, "Change password").click();
  await owner.getByText("The password is changed.").waitFor();
});

it("who was signed out elsewhere is asked to sign in, once, and their live page ends", async () => {
  const other = await newPage();
  await signIn(other, "ada@example.com", "another long sentence");
  await other.goto(`${victim.url}/sites/${SITE}/live`);
  await other.getByText("Live", { exact: true }).last().waitFor();
  let asked = 0;
  other.on("request", (request) => {
    if (new URL(request.url()).pathname.startsWith("/api/")) asked += 1;
  });
  await owner.reload();
  await button(owner, "Sign out everywhere else").click();
  await owner.getByText(/Signed out in 1 place/).waitFor();
  await heading(other, "Sign in").waitFor();
  expect(new URL(other.url()).searchParams.get("back")).toBe(`/sites/${SITE}/live`);
  const before = asked;
  await other.waitForTimeout(4000);
  expect(asked - before).toBeLessThan(2);
  await fill(other, { "E-mail address": "ada@example.com", Password: "another long sentence" });
  await button(other, "Sign in").click();
  await eventually(() => pathOf(other)).toBe(`/sites/${SITE}/live`);
  await other.context().close();
});

it("a removed member loses the page; signing out asks to sign in", async () => {
  await guest.goto(`${victim.url}/`);
  await guest.getByRole("link", { name: new RegExp(SITE) }).waitFor();
  await chooseFromMenu(owner, "Teams");
  await owner.getByRole("link", { name: "Mill", exact: true }).click();
  await button(owner, "Remove Grace").click();
  await inspect(owner, "team-remove");
  await owner.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await eventually(() => button(owner, "Change Grace").count()).toBe(0);
  await guest.goto(`${victim.url}/sites/${SITE}`);
  await heading(guest, `There is no site ${SITE} for you.`).waitFor();
  await chooseFromMenu(owner, "Sign out");
  await heading(owner, "Sign in").waitFor();
  await owner.goBack();
  await heading(owner, "Sign in").waitFor();
  expect(faults).toEqual([]);
});

async function signIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.goto(`${victim.url}/sign-in`);
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await button(page, "Sign in").click();
  await eventually(() => pathOf(page)).toBe("/");
}
