import { afterAll, expect, it } from "vitest";
import { openBrowser } from "../../build/ask.ts";
import { openInstance } from "../../build/open-instance.ts";
import { useTempFolders } from "../../build/temp-folder.ts";
import { exited, forkScript, nextMessage } from "../../processes/child-process.ts";
import { startPostgres } from "../../servers/postgres.ts";
import { startRedis } from "../../servers/redis.ts";

const newFolder = useTempFolders();
const postgres = await startPostgres();
const redis = await startRedis();
afterAll(async () => {
  await redis.stop();
  await postgres.stop();
});

it("wrong passwords are counted over all processes of an instance", async () => {
  const environment = {
    ACCOUNTS_URL: postgres.newDatabase(),
    STATE_URL: redis.url,
    TRUSTED_PROXIES: "127.0.0.1",
  };
  const one = await openInstance(newFolder(), environment);
  const child = forkScript("run-app.ts", [newFolder(), JSON.stringify(environment)]);
  const urls = [one.app.url, await nextMessage<string>(child)];
  const { email } = await one.newPerson();
  const at = (n: number, address: string) => openBrowser(urls[n % 2] ?? "", { "x-forwarded-for": address });
  const ofAccount: number[] = [];
  for (let n = 0; n < 6; n++)
    ofAccount.push((await one.signIn(at(n, `2001:db8:1::${n}`), email, "wrong")).status);
  const ofAddress: number[] = [];
  for (let n = 0; n < 22; n++)
    ofAddress.push((await one.signIn(at(n, "203.0.113.9"), one.newAddress(), "wrong")).status);
  // Whoever signs in at one process is known at the other.
  const ada = openBrowser(urls[1] ?? "");
  const known = (await ada.ask("GET", "/api/v1/me", undefined, { cookie: one.ada.cookie() })).body.person;
  child.disconnect();
  await exited(child);
  await one.stop();
  expect(ofAccount).toEqual([401, 401, 401, 401, 401, 429]);
  expect(ofAddress.slice(0, 20)).toEqual(Array(20).fill(401));
  expect(ofAddress.at(-1)).toBe(429);
  expect(known.email).toBe("ada@example.com");
}, 60_000);
