import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openAccountsAt } from "../../src/app/open-drivers.ts";
import { openBrowser } from "../build/ask.ts";
import { newMail, SECRET_LINK } from "../build/build-mail.ts";
import { type StartedApp, startApp } from "../build/start-app.ts";
import { useTempFolders } from "../build/temp-folder.ts";
import { startSmtp } from "../servers/smtp.ts";

const newFolder = useTempFolders();
const PUBLIC_URL = "https://stats.example.com";

async function queue(folder: string, to: string): Promise<void> {
  const accounts = await openAccountsAt(`sqlite:${join(folder, "data", "app.db")}`);
  await accounts.queueMail(newMail(to));
  await accounts.close();
}

/** Creates the operator, who alone may read metrics; returns how to read them. */
async function openMetrics(app: StartedApp): Promise<() => Promise<string>> {
  const operator = openBrowser(app.url);
  const link = (await app.setupPath())?.split("#")[1];
  const owner = {
    link,
    name: "Ada",
    email: "ada@example.com",
    password: "a long sentence of mine",
    team: "A",
  };
  expect((await operator.ask("POST", "/api/v1/setup", owner)).status).toBe(201);
  return async () => (await operator.ask("GET", "/metrics")).body;
}

it("an instance sends what is queued within seconds, and counts what failed", {
  timeout: 60_000,
}, async () => {
  const folder = newFolder();
  const smtp = await startSmtp();
  const environment = { PUBLIC_URL, SMTP_URL: `smtp://127.0.0.1:${smtp.port}` };
  const app = await startApp(folder, { environment });
  try {
    const metrics = await openMetrics(app);
    smtp.answers.push({ at: "RCPT", code: 550 });
    await queue(folder, "nobody@example.com");
    await expect
      .poll(metrics, { timeout: 15_000, interval: 200 })
      .toContain('millrace_mails{state="failed"} 1');
    await queue(folder, "ada@example.com");
    await expect.poll(() => smtp.received.length, { timeout: 15_000 }).toBe(1);
    expect(smtp.received[0]).toMatchObject({ from: "millrace@stats.example.com", to: ["ada@example.com"] });
    await expect.poll(metrics).toContain('millrace_mails{state="waiting"} 0');
  } finally {
    await app.stop();
    await smtp.stop();
  }
});

it("an instance without SMTP_URL writes mails to its folder, and logs where", {
  timeout: 60_000,
}, async () => {
  const folder = newFolder();
  const app = await startApp(folder, { environment: { PUBLIC_URL } });
  try {
    await queue(folder, "ada@example.com");
    const written = () => app.logged.filter(({ sentence }) => sentence.startsWith("mail written to a file"));
    await expect.poll(written, { timeout: 15_000 }).toMatchObject([{ level: "info" }]);
    const [{ file } = { file: "" }] = written().map(({ facts }) => facts as { file: string });
    expect(file.startsWith(join(folder, "data", "outbox"))).toBe(true);
    expect(readFileSync(file, "utf8").replaceAll("=\r\n", "").replaceAll("=3D", "=")).toContain(SECRET_LINK);
    expect(JSON.stringify(app.logged)).not.toContain("s3cr3t");
  } finally {
    await app.stop();
  }
});
