import { expect, it } from "vitest";
import { readConfig } from "./config.ts";
import { greeting } from "./main.ts";

const OPEN = "whoever uses this machine may do everything";
const CLOSED = "events are accepted, everything else waits for the first account";

it.each([
  { what: "of this machine alone", env: {}, says: OPEN, address: "http://localhost:3000" },
  { what: "on every address", env: { HOST: "0.0.0.0" }, says: CLOSED, address: "http://localhost:3000" },
  {
    what: "behind a proxy, to which nobody is this machine",
    env: { PUBLIC_URL: "https://stats.example.com" },
    says: CLOSED,
    address: "https://stats.example.com",
  },
])("says what an instance $what allows before it has an account", ({ env, says, address }) => {
  const config = readConfig(env);
  const printed = greeting({ url: "http://127.0.0.1:3000", config, setupPath: "/setup#token" });
  expect(printed).toContain(says);
  expect(printed).toContain(`${address}/setup#token`);
});
