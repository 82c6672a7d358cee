import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { NEW_SITES, type NewSites } from "../accounts/site-directory.ts";
import type { Mailbox } from "../domain/mail/mailbox.ts";
import { parseAddressRange } from "../domain/network/address-ranges.ts";
import { ROLES, type Role } from "../domain/role.ts";
import { hostOf } from "../http/serve/guard/served-hosts.ts";
import type { SocketLimits } from "../http/serve/socket-doors/socket-doors.ts";
import { CRASH_POINTS, type CrashPoint } from "../ports/crash-points.ts";
import type { OidcSettings } from "../ports/identity-provider.ts";
import type { OtlpSettings } from "../ports/trace.ts";
import { readMailFrom, readMailServer } from "./mail-settings.ts";
import { readOidc } from "./read-oidc.ts";
import { readOtlp } from "./read-otlp.ts";
import {
  LOG_LEVELS,
  type SERVICE_SETTINGS,
  SETTING_NAMES,
  SETTINGS,
  type Setting,
  type SettingName,
  SIGN_UP,
  type SignUp,
  type TEST_SETTINGS,
} from "./settings.data.ts";

const GUARDS = ["fsync", "manifest", "token", "missing-rows", "recent-ids", "lease"] as const;
type Guard = (typeof GUARDS)[number];

/** All settings. Every one has a default: none is needed to start. */
export interface Config {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly queueUrl: string;
  readonly eventsUrl: string;
  /** A second store. Events are written to both while an instance moves to it. */
  readonly eventsCopyUrl: string | null;
  readonly accountsUrl: string;
  readonly stateUrl: string;
  /** null: all roles. worker, api and scheduler then run in a child process. */
  readonly roles: readonly Role[] | null;
  readonly trustedProxies: readonly string[];
  /** The address that people use, if it differs from HOST and PORT. */
  readonly publicUrl: string | null;
  /** Hosts that are served besides those of this machine, including that of PUBLIC_URL. */
  readonly allowedHosts: readonly string[];
  /** Null: one is made at the first start. */
  readonly secret: string | null;
  readonly signUp: SignUp;
  /** An OpenID Connect provider that people may sign in with. */
  readonly oidc: OidcSettings | null;
  /** A second port; null: none. */
  readonly websocketPort: number | null;
  readonly socketLimits: Pick<SocketLimits, "most" | "mostOfSite" | "mostOfAddress">;
  readonly traceEvents: number;
  /** Null: no spans are sent. */
  readonly otlp: OtlpSettings | null;
  readonly batchSize: number;
  readonly flushIntervalMs: number;
  readonly partitions: number;
  /** Rows that a hot counter is spread over, in stores that lock rows. */
  readonly shards: number;
  readonly leaseMs: number;
  /** The mail server, or the folder of mails in the data folder. */
  readonly mailUrl: string;
  readonly mailFrom: Mailbox;
  /** What happens at the first event of an unknown site name. */
  readonly newSites: NewSites;
  /**
   * Address of the process with the role api, for an edge without it; null: only a process that the edge starts itself.
   */
  readonly apiUrl: string | null;
  readonly queueMaxBytes: number;
  readonly recentIds: number;
  readonly reportConcurrency: number;
  readonly geoDatabase: string | null;
  /** A file of address ranges whose browsers are not counted, one range a line. */
  readonly dataCenterRanges: string | null;
  readonly logLevel: string;
  readonly outageMaxMs: number;
  /** For tests: crashes at this point, the n-th time it is reached. */
  readonly crashAt: { readonly point: CrashPoint; readonly hits: number } | null;
  /** For tests: guards that are switched off. */
  readonly guardsOff: ReadonlySet<Guard>;
}

/** Invalid settings, each with its remedy. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings; `given`, from a command line, has precedence. Throws a ConfigError that lists every fault at
 * once.
 */
export function readConfig(from: Environment = process.env, given: Environment = {}): Config {
  const env = { ...from, ...given };
  const faults: string[] = [];
  const reader = createReader(env, faults);
  const dataDir = resolve(reader.text("DATA_DIR"));
  const services = serviceUrls(env);
  const publicUrl = webAddress("PUBLIC_URL", "https://stats.example.com", env, faults);
  const config: Config = {
    host: reader.text("HOST"),
    port: reader.integer("PORT"),
    dataDir,
    queueUrl: reader.text("QUEUE_URL", services.queue ?? `disk:${dataDir}/queue`),
    eventsUrl: reader.text("EVENTS_URL", services.database ?? `chdb:${dataDir}/events`),
    eventsCopyUrl: env.EVENTS_COPY_URL?.trim() || null,
    accountsUrl: reader.text("ACCOUNTS_URL", services.database ?? `sqlite:${dataDir}/app.db`),
    stateUrl: reader.text("STATE_URL", services.state ?? `disk:${dataDir}/state`),
    roles: reader.list("ROLES", ROLES),
    trustedProxies: addressRanges(reader.words("TRUSTED_PROXIES"), faults),
    publicUrl,
    allowedHosts: [
      ...(publicUrl === null ? [] : [hostOf(new URL(publicUrl).host) ?? ""]),
      ...allowedHosts(reader.words("ALLOWED_HOSTS"), faults),
    ],
    secret: secretOf(env, faults),
    signUp: reader.oneOf("SIGN_UP", SIGN_UP),
    oidc: readOidc(reader.text, faults),
    websocketPort: env.WEBSOCKET_PORT?.trim() ? reader.integer("WEBSOCKET_PORT") : null,
    socketLimits: {
      most: reader.integer("MAX_SOCKETS"),
      mostOfSite: reader.integer("MAX_SOCKETS_PER_SITE"),
      mostOfAddress: reader.integer("MAX_SOCKETS_PER_ADDRESS"),
    },
    traceEvents: reader.integer("TRACE_EVENTS"),
    otlp: readOtlp(reader.text, faults),
    batchSize: reader.integer("BATCH_SIZE"),
    flushIntervalMs: reader.integer("FLUSH_INTERVAL_MS"),
    partitions: reader.integer("NUM_PARTITIONS"),
    shards: reader.integer("NUM_SHARDS"),
    leaseMs: reader.integer("LEASE_MS"),
    mailUrl: readMailServer(env.SMTP_URL?.trim(), faults) ?? `folder:${dataDir}/outbox`,
    mailFrom: readMailFrom(env.MAIL_FROM?.trim(), publicUrl, faults),
    newSites: reader.oneOf("NEW_SITES", NEW_SITES),
    apiUrl: webAddress("API_URL", "http://10.0.0.5:3000", env, faults),
    queueMaxBytes: reader.integer("QUEUE_MAX_BYTES"),
    recentIds: reader.integer("RECENT_IDS"),
    reportConcurrency: reader.integer("REPORT_CONCURRENCY"),
    geoDatabase: env.GEO_DATABASE || null,
    dataCenterRanges: env.DATA_CENTER_RANGES?.trim() || null,
    logLevel: reader.oneOf("LOG_LEVEL", LOG_LEVELS),
    outageMaxMs: reader.integer("OUTAGE_MAX_MS"),
    crashAt: crashPoint(env.MILLRACE_CRASH_AT, faults),
    guardsOff: new Set(reader.list("MILLRACE_GUARDS_OFF", GUARDS) ?? []),
  };
  if (faults.length === 0) return config;
  throw new ConfigError([...faults, ...likelyTypos(env)].join("\n"));
}

/** Common names of environment variables, used as fallbacks where one of the four URLs is not set. */
function serviceUrls(env: Environment): Readonly<Record<"queue" | "state" | "database", string | undefined>> {
  const given = (name: (typeof SERVICE_SETTINGS)[number]) => env[name]?.trim() || undefined;
  return {
    queue: given("RABBITMQ_URL") ?? given("REDIS_URL"),
    state: given("REDIS_URL"),
    database: given("DATABASE_URL") ?? postgresUrl(given),
  };
}

function postgresUrl(
  given: (name: (typeof SERVICE_SETTINGS)[number]) => string | undefined,
): string | undefined {
  const host = given("POSTGRES_HOST");
  if (host === undefined) return undefined;
  const user = given("POSTGRES_USER") ?? "postgres";
  const password = given("POSTGRES_PASSWORD");
  const secret = password === undefined ? "" : `:${encodeURIComponent(password)}`;
  const database = given("POSTGRES_DB") ?? user;
  return `postgres://${encodeURIComponent(user)}${secret}@${host}:${given("POSTGRES_PORT") ?? "5432"}/${encodeURIComponent(database)}`;
}

function webAddress(
  name: "API_URL" | "PUBLIC_URL",
  example: string,
  env: Environment,
  faults: string[],
): string | null {
  const address = env[name]?.trim();
  if (!address) return null;
  if (URL.canParse(address) && /^https?:$/.test(new URL(address).protocol))
    return address.replace(/\/+$/, "");
  faults.push(`${name}=${address}: set an address such as ${example}`);
  return null;
}

/** Normalizes hosts to the spelling that the guard compares; a leading dot stays. */
function allowedHosts(given: readonly string[], faults: string[]): readonly string[] {
  return given.map((text) => {
    const dot = text.startsWith(".") ? "." : "";
    const host = hostOf(text.slice(dot.length));
    if (host === null || !/^[\w.:-]+$/.test(host))
      faults.push(
        `ALLOWED_HOSTS: ${text} is not a host; hosts look like stats.example.com, or .example.com for all below it`,
      );
    return dot + host;
  });
}

function secretOf(env: Environment, faults: string[]): string | null {
  const given = env.SECRET?.trim() || null;
  if (given !== null && given.length < 32)
    faults.push("SECRET: set at least 32 random characters, as `openssl rand -base64 32` prints them");
  return given;
}

const LOCAL = /^(memory|disk|chdb|sqlite):/;

/** Returns whether any data of the instance is in this machine's data folder, or in this process. */
export function keepsLocalData(config: Config): boolean {
  return [config.queueUrl, config.eventsUrl, config.accountsUrl, config.stateUrl].some(isLocal);
}

/** Returns whether a driver's URL refers to something on this machine. */
export function isLocal(url: string): boolean {
  return LOCAL.test(url);
}

/**
 * Returns names in the environment that look like a misspelt setting. Only a hint: they may belong to other programs.
 */
export function likelyTypos(env: Environment = process.env): string[] {
  return Object.keys(env).flatMap((name) => {
    if (SETTING_NAMES.includes(name)) return [];
    const meant = SETTING_NAMES.find((setting) => setting.length >= 6 && editDistance(name, setting) === 1);
    return meant === undefined ? [] : [`${name} is not a setting: did you mean ${meant}?`];
  });
}

/** Returns the environment for processes that are started from this one. */
export function inheritedEnvironment(): Environment {
  return process.env;
}

/** Returns the environment of the process that runs the store beside an edge. A crash under test happens only once. */
export function storeProcessEnvironment(isFirst: boolean, env: Environment = process.env): Environment {
  return {
    ...env,
    MILLRACE_CRASH_AT: isFirst ? env.MILLRACE_CRASH_AT : "",
    ROLES: "worker,api,scheduler",
    HOST: "127.0.0.1",
    PORT: "0",
    // The edge has it.
    WEBSOCKET_PORT: "",
    // A running statement holds one of libuv's threads, of which there are 4 unless told: queue commits wait for one too.
    UV_THREADPOOL_SIZE: String(Math.max(16, availableParallelism() * 4)),
  };
}

function createReader(env: Environment, faults: string[]) {
  function text(name: SettingName, byDefault = settingOf(name).byDefault): string {
    return env[name]?.trim() || byDefault;
  }
  function words(name: SettingName | (typeof TEST_SETTINGS)[number]): string[] {
    return (env[name] ?? "")
      .split(",")
      .map((word) => word.trim())
      .filter(Boolean);
  }
  return {
    text,
    words,
    integer(name: SettingName): number {
      const { byDefault, range: [min, max] = [0, Number.MAX_SAFE_INTEGER] } = settingOf(name);
      const given = text(name);
      const value = Number(given);
      if (Number.isInteger(value) && value >= min && value <= max) return value;
      faults.push(`${name}=${given}: set a whole number from ${min} to ${max}, or unset it for ${byDefault}`);
      return Number(byDefault);
    },
    oneOf<T extends string>(name: SettingName, allowed: readonly T[]): T {
      const value = text(name);
      const known = allowed.find((one) => one === value);
      if (known === undefined) faults.push(`${name}=${value}: set one of ${allowed.join(", ")}`);
      return known ?? (settingOf(name).byDefault as T);
    },
    list<T extends string>(
      name: SettingName | (typeof TEST_SETTINGS)[number],
      allowed: readonly T[],
    ): T[] | null {
      const given = words(name);
      const unknown = given.filter((word) => !(allowed as readonly string[]).includes(word));
      if (unknown.length > 0) faults.push(`${name}: ${unknown.join(", ")}: set any of ${allowed.join(", ")}`);
      return given.length === 0 ? null : (given as T[]);
    },
  };
}

const BY_NAME: ReadonlyMap<SettingName, Setting> = new Map(
  SETTINGS.map((setting) => [setting.name, setting]),
);

function settingOf(name: SettingName): Setting {
  const setting = BY_NAME.get(name);
  if (setting === undefined) throw new Error(`${name} is not in the table of settings`);
  return setting;
}

function addressRanges(given: readonly string[], faults: string[]): readonly string[] {
  for (const range of given) {
    if (parseAddressRange(range) === null)
      faults.push(`TRUSTED_PROXIES: ${range} is neither an address nor a CIDR range such as 10.0.0.0/8`);
  }
  return given;
}

/** `point` or `point@n`. */
function crashPoint(given: string | undefined, faults: string[]): Config["crashAt"] {
  if (given === undefined || given === "") return null;
  const [point = "", hits = "1"] = given.split("@");
  if (!(CRASH_POINTS as readonly string[]).includes(point)) {
    faults.push(`MILLRACE_CRASH_AT=${given}: set one of ${CRASH_POINTS.join(", ")}`);
  }
  return { point: point as CrashPoint, hits: Number(hits) };
}

function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 1) return 2;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
