import { type RedisConnection, RedisRefused } from "./connection.ts";
import type { RedisTarget } from "./url.ts";

interface Requirement {
  readonly setting: string;
  accepts(value: string, target: RedisTarget): boolean;
  readonly fault: string;
  readonly remedy: string;
}

const REQUIREMENTS: readonly Requirement[] = [
  {
    setting: "appendonly",
    accepts: (value) => value === "yes",
    fault: "a restart would lose acknowledged events",
    remedy: "set appendonly yes",
  },
  {
    setting: "appendfsync",
    accepts: (value, { fsync }) => value === "always" || value === fsync,
    fault: "a power cut would lose acknowledged events",
    remedy: "set appendfsync always, or add ?fsync=everysec to the URL to accept the loss of about a second",
  },
  {
    setting: "maxmemory-policy",
    accepts: (value) => value === "noeviction",
    fault: "Redis would evict waiting events when its memory is full",
    remedy: "set maxmemory-policy noeviction",
  },
];

/** Throws, with the remedy, when the server is not set to keep what it acknowledges. */
export async function requirePersistence(
  connection: RedisConnection,
  target: RedisTarget,
  component: string,
): Promise<void> {
  const settings = await readSettings(connection, component);
  const faults = REQUIREMENTS.flatMap(({ setting, accepts, fault, remedy }) => {
    const value = settings.get(setting) ?? "";
    return accepts(value, target) ? [] : [`[${component}] ${setting} is ${value}, ${fault}: ${remedy}`];
  });
  if (faults.length > 0) throw new Error(faults.join("\n"));
}

async function readSettings(connection: RedisConnection, component: string): Promise<Map<string, string>> {
  const settings = new Map<string, string>();
  for (const { setting } of REQUIREMENTS) {
    const reply = await connection.send<string[]>(["CONFIG", "GET", setting]).catch((error: unknown) => {
      if (!(error instanceof RedisRefused)) throw error;
      throw new Error(
        `[${component}] Redis does not allow reading its persistence settings: add ?unchecked=1 to the URL once you have verified that appendonly, appendfsync always and noeviction are set`,
        { cause: error },
      );
    });
    settings.set(setting, reply[1] ?? "");
  }
  return settings;
}
