import { join } from "node:path";
import { type App, compose } from "../../src/app/compose.ts";
import { readConfig } from "../../src/app/config.ts";
import { ROLES, type Role } from "../../src/domain/role.ts";

export interface StartedApp extends App {
  readonly logged: { readonly level: string; readonly facts: object; readonly sentence: string }[];
}

/** The whole server in this process, on real drivers in `folder` and a free port. */
export async function startApp(
  folder: string,
  options: { roles?: readonly Role[]; environment?: Readonly<Record<string, string>> } = {},
): Promise<StartedApp> {
  const logged: StartedApp["logged"][number][] = [];
  const note = (level: string) => (facts: object, sentence: string) =>
    void logged.push({ level, facts, sentence });
  const config = readConfig({
    DATA_DIR: join(folder, "data"),
    PORT: "0",
    FLUSH_INTERVAL_MS: "10",
    ...options.environment,
  });
  const app = await compose({
    config,
    roles: options.roles ?? ROLES,
    log: { debug: note("debug"), info: note("info"), warn: note("warn"), error: note("error") },
    storeUrl: () => null,
    // Nobody starts one.
    storeWaitMs: 0,
    onFatal: (error) => {
      throw error;
    },
  });
  return { ...app, logged };
}
