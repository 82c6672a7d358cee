import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ConfigError, likelyTypos, readConfig, storeProcessEnvironment } from "./config.ts";

function faultsOf(env: Record<string, string>): string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message.split("\n");
  }
}

describe("readConfig", () => {
  it("needs no setting", () => {
    const data = join(process.cwd(), "data");
    expect(readConfig({})).toMatchObject({
      host: "127.0.0.1",
      port: 3000,
      dataDir: data,
      queueUrl: `disk:${data}/queue`,
      eventsUrl: `chdb:${data}/events`,
      accountsUrl: `sqlite:${data}/app.db`,
      stateUrl: `disk:${data}/state`,
      roles: null,
      trustedProxies: [],
      dataCenterRanges: null,
      partitions: 1,
      crashAt: null,
      guardsOff: new Set(),
    });
  });

  it("reads what is set, without the spaces around it", () => {
    expect(
      readConfig({
        PORT: " 8080 ",
        DATA_DIR: "/srv/millrace",
        ROLES: "worker, api,",
        TRUSTED_PROXIES: "10.0.0.0/8, ::1",
        PUBLIC_URL: " https://Stats.Example:8443/ ",
        ALLOWED_HOSTS: "other.example., .Intern.example, [2001:db8::5]",
        QUEUE_URL: "memory:",
        NUM_PARTITIONS: "4",
        DATA_CENTER_RANGES: " /etc/millrace/ranges.txt ",
        MILLRACE_CRASH_AT: "worker:cut@3",
        MILLRACE_GUARDS_OFF: "fsync,token",
      }),
    ).toMatchObject({
      port: 8080,
      dataDir: "/srv/millrace",
      stateUrl: "disk:/srv/millrace/state",
      roles: ["worker", "api"],
      trustedProxies: ["10.0.0.0/8", "::1"],
      publicUrl: "https://Stats.Example:8443",
      allowedHosts: ["stats.example", "other.example", ".intern.example", "2001:db8::5"],
      queueUrl: "memory:",
      partitions: 4,
      dataCenterRanges: "/etc/millrace/ranges.txt",
      crashAt: { point: "worker:cut", hits: 3 },
      guardsOff: new Set(["fsync", "token"]),
    });
  });

  it("fills the four URLs in from the names that teams have already, where they are not set", () => {
    const postgres = {
      POSTGRES_HOST: "db",
      POSTGRES_USER: "m r",
      POSTGRES_PASSWORD: "p@ss:/",
      POSTGRES_DB: "stats",
    };
    expect(readConfig({ REDIS_URL: "redis://r", RABBITMQ_URL: "amqp://q", ...postgres })).toMatchObject({
      queueUrl: "amqp://q",
      stateUrl: "redis://r",
      eventsUrl: "postgres://m%20r:p%40ss%3A%2F@db:5432/stats",
      accountsUrl: "postgres://m%20r:p%40ss%3A%2F@db:5432/stats",
    });
    expect(
      readConfig({ REDIS_URL: "redis://r", DATABASE_URL: "postgres://d/x", QUEUE_URL: "memory:" }),
    ).toMatchObject({ queueUrl: "memory:", stateUrl: "redis://r", eventsUrl: "postgres://d/x" });
  });

  it("takes what the command line gives before the environment", () => {
    expect(readConfig({ ROLES: "api" }, { ROLES: "worker" }).roles).toEqual(["worker"]);
  });

  it("takes an empty setting for one that is not set: compose files pass them on", () => {
    expect(
      readConfig({ PORT: "", ROLES: "", QUEUE_URL: " ", GEO_DATABASE: "", DATA_CENTER_RANGES: "" }),
    ).toEqual(readConfig({}));
  });

  it("names every fault at once, each with its remedy, and a likely slip of the pen", () => {
    expect(
      faultsOf({
        PORT: "http",
        BATCH_SIZE: "0",
        LOG_LEVEL: "loud",
        ROLES: "worker,cook",
        QUEU_URL: "memory:",
        API_URL: "the other one",
        PUBLIC_URL: "stats.example.com",
        ALLOWED_HOSTS: "a.example,https://b.example,*,.",
        MILLRACE_CRASH_AT: "lunch",
      }),
    ).toEqual([
      "PUBLIC_URL=stats.example.com: set an address such as https://stats.example.com",
      "PORT=http: set a whole number from 0 to 65535, or unset it for 3000",
      "ROLES: cook: set any of ingest, worker, api, scheduler",
      ...["https://b.example", "*", "."].map(
        (host) =>
          `ALLOWED_HOSTS: ${host} is not a host; hosts look like stats.example.com, or .example.com for all below it`,
      ),
      "BATCH_SIZE=0: set a whole number from 1 to 100000, or unset it for 20000",
      "API_URL=the other one: set an address such as http://10.0.0.5:3000",
      "LOG_LEVEL=loud: set one of debug, info, warn, error, silent",
      expect.stringMatching(/^MILLRACE_CRASH_AT=lunch: set one of edge:before-append/),
      "QUEU_URL is not a setting: did you mean QUEUE_URL?",
    ]);
  });

  it.each([
    { name: "PORT", value: "-1" },
    { name: "PORT", value: "65536" },
    { name: "PORT", value: "3000.5" },
    { name: "PORT", value: "NaN" },
    { name: "QUEUE_MAX_BYTES", value: "8GB" },
    { name: "NUM_PARTITIONS", value: "0" },
    { name: "REPORT_CONCURRENCY", value: "9" },
    { name: "RECENT_IDS", value: "Infinity" },
  ])("refuses $name=$value", ({ name, value }) => {
    expect(faultsOf({ [name]: value })).toEqual([
      expect.stringContaining(`${name}=${value}: set a whole number`),
    ]);
  });
});

describe("likelyTypos", () => {
  it.each([
    { name: "QUEU_URL", hint: "QUEUE_URL" },
    { name: "QUEUE_URLS", hint: "QUEUE_URL" },
    { name: "DATA_DIT", hint: "DATA_DIR" },
    { name: "NUM_PARTITION", hint: "NUM_PARTITIONS" },
  ])("takes $name for $hint", ({ name, hint }) => {
    expect(likelyTypos({ [name]: "x" })).toEqual([`${name} is not a setting: did you mean ${hint}?`]);
  });

  it.each(["PATH", "HOME", "POST", "ROLE", "QUEUE_URL", "DATABASE_URL", "npm_config_port"])(
    "leaves %s alone",
    (name) => {
      expect(likelyTypos({ [name]: "x" })).toEqual([]);
    },
  );
});

describe("storeProcessEnvironment", () => {
  it("gives the store's process its roles, a port of its own on this machine, and threads enough", () => {
    const environment = storeProcessEnvironment(true, {
      HOST: "0.0.0.0",
      PORT: "80",
      WEBSOCKET_PORT: "8080",
      DATA_DIR: "/d",
      UV_THREADPOOL_SIZE: "4",
    });
    expect(environment).toMatchObject({
      ROLES: "worker,api,scheduler",
      HOST: "127.0.0.1",
      PORT: "0",
      WEBSOCKET_PORT: "",
      DATA_DIR: "/d",
    });
    expect(Number(environment.UV_THREADPOOL_SIZE)).toBeGreaterThanOrEqual(16);
  });

  it("lets a crash under test happen once, not at every new start", () => {
    expect(storeProcessEnvironment(true, { MILLRACE_CRASH_AT: "worker:cut" }).MILLRACE_CRASH_AT).toBe(
      "worker:cut",
    );
    expect(storeProcessEnvironment(false, { MILLRACE_CRASH_AT: "worker:cut" }).MILLRACE_CRASH_AT).toBe("");
  });
});

describe("an OpenID Connect provider", () => {
  const ALL = { OIDC_ISSUER: "https://login.example.com/", OIDC_CLIENT_ID: "a", OIDC_CLIENT_SECRET: "b" };

  it("is set by three settings, and named by a fourth", () => {
    expect(readConfig({}).oidc).toBeNull();
    const given = { issuer: ALL.OIDC_ISSUER, clientId: "a", clientSecret: "b" };
    expect(readConfig(ALL).oidc).toEqual({ ...given, name: "Single sign-on" });
    expect(readConfig({ ...ALL, OIDC_NAME: "Example" }).oidc?.name).toBe("Example");
    expect(readConfig({ ...ALL, OIDC_ISSUER: "http://127.0.0.1:4000" }).oidc).not.toBeNull();
  });

  it.each([
    { change: { OIDC_CLIENT_SECRET: "" }, fault: "set all three" },
    { change: { OIDC_ISSUER: "http://login.example.com" }, fault: "OIDC_ISSUER=http://login.example.com" },
    { change: { OIDC_ISSUER: "login.example.com" }, fault: "OIDC_ISSUER=login.example.com" },
  ])("is refused: $fault", ({ change, fault }) => {
    expect(() => readConfig({ ...ALL, ...change })).toThrow(fault);
  });
});

describe("OpenTelemetry", () => {
  const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://localhost:4318" };

  it("is off until a collector is set, whatever else is", () => {
    expect(readConfig({ OTEL_SERVICE_NAME: "x", OTEL_EXPORTER_OTLP_HEADERS: "odd" }).otlp).toBeNull();
    expect(readConfig(ENDPOINT).otlp).toEqual({
      endpoint: "http://localhost:4318",
      headers: {},
      serviceName: "millrace",
      sampler: "parentbased_always_on",
      ratio: 1,
    });
  });

  it("reads headers as its specification writes them", () => {
    const OTEL_EXPORTER_OTLP_HEADERS = "authorization=Basic%20YTpi==, x-team=web,";
    expect(readConfig({ ...ENDPOINT, OTEL_EXPORTER_OTLP_HEADERS }).otlp?.headers).toEqual({
      authorization: "Basic YTpi==",
      "x-team": "web",
    });
  });

  it.each([
    { change: { OTEL_EXPORTER_OTLP_ENDPOINT: "localhost:4318" }, fault: "set an address such as" },
    { change: { OTEL_TRACES_SAMPLER: "jaeger_remote" }, fault: "set one of always_on" },
    { change: { OTEL_TRACES_SAMPLER_ARG: "5" }, fault: "set a share from 0 to 1" },
    { change: { OTEL_EXPORTER_OTLP_HEADERS: "secret" }, fault: "set pairs such as" },
    { change: { OTEL_EXPORTER_OTLP_HEADERS: "a=%zz" }, fault: "set pairs such as" },
  ])("is refused, without a header's value: $fault", ({ change, fault }) => {
    expect(() => readConfig({ ...ENDPOINT, ...change })).toThrow(fault);
    expect(() => readConfig({ ...ENDPOINT, ...change })).not.toThrow(/secret|%zz/);
  });
});
