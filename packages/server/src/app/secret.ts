import { hkdfSync, randomBytes } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import type { Accounts } from "../ports/accounts.ts";
import { type Config, ConfigError } from "./config.ts";

/** Secrets of the instance, one for each purpose. The same in all its processes. */
export interface Secrets {
  /** Signs session cookies, encrypts what second factors are made from. */
  readonly sessions: string;
  /** Signs what an edge tells the process behind it. */
  readonly relay: string;
  /** Signs what a browser keeps while its user is at the OpenID Connect provider. */
  readonly oidc: string;
  /** Turns addresses into keys of attempts. */
  readonly attempts: string;
}

/** In the data folder, and of the accounts database. */
const FILE = "secret";
export const SECRET_FACT = "secret";
const BYTES = 32;

/**
 * Returns the instance's secrets, derived from SECRET. Without it, a random one is made at the first start: in the data
 * folder, readable by its user only, or in the accounts database where that is shared over the network, since all
 * processes need the same. Throws ConfigError when the file can't be read.
 */
export async function openSecrets(
  { secret, dataDir }: Pick<Config, "secret" | "dataDir">,
  accounts: Pick<Accounts, "scope" | "instanceFact">,
): Promise<Secrets> {
  const root = secret ?? (await madeSecret(dataDir, accounts));
  const derive = (purpose: string) =>
    Buffer.from(hkdfSync("sha256", root, "", `millrace ${purpose}`, BYTES)).toString("base64url");
  return {
    sessions: derive("sessions"),
    relay: derive("relay"),
    oidc: derive("oidc"),
    attempts: derive("attempts"),
  };
}

async function madeSecret(
  dataDir: string,
  accounts: Pick<Accounts, "scope" | "instanceFact">,
): Promise<string> {
  const fresh = randomBytes(BYTES).toString("base64url");
  switch (accounts.scope) {
    case "network":
      return accounts.instanceFact(SECRET_FACT, fresh);
    case "machine":
      return keepInFile(join(dataDir, FILE), fresh);
    case "process":
      return fresh;
  }
}

/** Returns the secret that the data folder holds, or null. Throws ConfigError when the file can't be read. */
export const secretOfFolder = (dataDir: string): string | null => readIfThere(join(dataDir, FILE));

/** Keeps a secret in the data folder. Throws ConfigError when it holds another one. */
export function keepSecretInFolder(dataDir: string, secret: string): void {
  const path = join(dataDir, FILE);
  if (keepInFile(path, secret) !== secret)
    throw new ConfigError(
      `${path} holds the secret of another instance: use another DATA_DIR, or remove the file if that instance is gone`,
    );
}

/** Of several processes that start at once, all get the same: a link never replaces a file. */
function keepInFile(path: string, fresh: string): string {
  const known = readIfThere(path);
  if (known !== null) return known;
  const draft = `${path}.${process.pid}`;
  mkdirSync(join(path, ".."), { recursive: true, mode: 0o700 });
  const file = openSync(draft, "w", 0o600);
  try {
    writeSync(file, fresh);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readIfThere(path) ?? fresh;
}

function readIfThere(path: string): string | null {
  try {
    const text = readFileSync(path, "utf8").trim();
    if (text.length >= BYTES) return text;
    throw new ConfigError(
      `${path} does not hold a secret: restore it, or remove it, which signs everybody out`,
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
