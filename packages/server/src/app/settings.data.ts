import { NEW_SITES } from "../accounts/site-directory.ts";

/** A setting as config.ts reads it and the documents show it. */
export interface Setting {
  readonly name: string;
  /** "" when there is no default: the setting is off until it is set. */
  readonly byDefault: string;
  /** Whole sentences, for .env.example and docs/operations.md. */
  readonly about: string;
  /** Range of a whole number, both ends included. */
  readonly range?: readonly [min: number, max: number];
  readonly oneOf?: readonly string[];
}

export const SIGN_UP = ["invite", "open", "off"] as const;
export type SignUp = (typeof SIGN_UP)[number];

/** The samplers that OpenTelemetry's specification names. */
export const SAMPLERS = [
  "always_on",
  "always_off",
  "traceidratio",
  "parentbased_always_on",
  "parentbased_always_off",
  "parentbased_traceidratio",
] as const;

export const LOG_LEVELS = ["debug", "info", "warn", "error", "silent"] as const;

/** Every setting, in the order of the documents. None is needed to start. */
export const SETTINGS = [
  {
    name: "HOST",
    byDefault: "127.0.0.1",
    about:
      "Address to listen on. Until the first account exists, only this machine may read and change; with another address than a loopback one, everything but events then asks for the set-up link.",
  },
  { name: "PORT", byDefault: "3000", range: [0, 65_535], about: "Port to listen on. 0: any free one." },
  {
    name: "WEBSOCKET_PORT",
    byDefault: "",
    range: [0, 65_535],
    about:
      "A second port with the same routes, for clients that connect their WebSockets to one of its own, such as 8080.",
  },
  {
    name: "MAX_SOCKETS",
    byDefault: "20000",
    range: [0, 1_000_000],
    about:
      "WebSockets by which events come that a process keeps open, at most. Each takes about 20 KB; further ones are answered 503.",
  },
  {
    name: "MAX_SOCKETS_PER_SITE",
    byDefault: "20000",
    range: [1, 1_000_000],
    about: "WebSockets of one site that a process keeps open, at most.",
  },
  {
    name: "MAX_SOCKETS_PER_ADDRESS",
    byDefault: "1000",
    range: [1, 1_000_000],
    about:
      "WebSockets of one address that a process keeps open, at most: each open page of everybody behind a shared address is one.",
  },
  { name: "DATA_DIR", byDefault: "./data", about: "Folder of everything that this machine keeps." },
  {
    name: "QUEUE_URL",
    byDefault: "disk:./data/queue",
    about:
      "Queue of accepted events: disk:<folder>, redis://…, amqp://… (RabbitMQ) or memory:. Default: in DATA_DIR.",
  },
  {
    name: "EVENTS_URL",
    byDefault: "chdb:./data/events",
    about: "Event store: chdb:<folder>, clickhouse://… or postgres://…. Default: in DATA_DIR.",
  },
  {
    name: "ACCOUNTS_URL",
    byDefault: "sqlite:./data/app.db",
    about: "Sites, goals and segments: sqlite:<file> or postgres://…. Default: in DATA_DIR.",
  },
  {
    name: "STATE_URL",
    byDefault: "disk:./data/state",
    about: "Salts, leases and the live bus: disk:<folder>, redis://… or memory:. Default: in DATA_DIR.",
  },
  {
    name: "EVENTS_COPY_URL",
    byDefault: "",
    about:
      "A second event store while you move to it: every event is written to both, and the history is copied.",
  },
  {
    name: "ROLES",
    byDefault: "",
    about:
      "Roles of this process, separated by commas: ingest, worker, api, scheduler. Unset: all roles; worker, api and scheduler then run in a child process.",
  },
  {
    name: "API_URL",
    byDefault: "",
    about:
      "Address of a process with the role api, for one with the role ingest but not api. It relays queries there.",
  },
  {
    name: "TRUSTED_PROXIES",
    byDefault: "",
    about:
      "Proxies whose X-Forwarded-For and X-Forwarded-Host are believed: addresses or CIDR ranges, separated by commas.",
  },
  {
    name: "PUBLIC_URL",
    byDefault: "",
    about:
      "The address that people use, such as https://stats.example.com. Pages and reports are served to this host and to localhost. Where HOST is not a loopback address and neither this nor ALLOWED_HOSTS is set, they are served to every host.",
  },
  {
    name: "ALLOWED_HOSTS",
    byDefault: "",
    about: "Further hosts that are served, separated by commas. .example.com is every host below it.",
  },
  {
    name: "SMTP_URL",
    byDefault: "",
    about:
      "Mail server: smtp://user:password@host:587 or smtps://…:465. smtp: requires STARTTLS unless the host is this machine; ?tls=off sends without encryption, ?tls=required requires it on this machine too. Unset: mails become files in DATA_DIR/outbox.",
  },
  {
    name: "MAIL_FROM",
    byDefault: "",
    about:
      "Sender of mails, such as Millrace <stats@example.com>. Unset: millrace@ the host of PUBLIC_URL, or localhost.",
  },
  {
    name: "NEW_SITES",
    byDefault: "create",
    oneOf: NEW_SITES,
    about:
      "What the first event of a new site's name does. create: it creates the site. ask: the name is listed for a person to accept. off: the event is dropped.",
  },
  {
    name: "SECRET",
    byDefault: "",
    about:
      "Signs sessions; at least 32 characters. Unset: a random one is made at the first start, in DATA_DIR/secret, or in the accounts database if that is PostgreSQL. A new one signs everybody out.",
  },
  {
    name: "SIGN_UP",
    byDefault: "invite",
    oneOf: SIGN_UP,
    about:
      "Who may create an account. invite: invited persons. open: anyone, after confirming their e-mail address. off: nobody; operators add persons with `millrace users invite`.",
  },
  {
    name: "OIDC_ISSUER",
    byDefault: "",
    about:
      "Address of an OpenID Connect provider that people may sign in with, such as https://login.example.com. Register the page /sign-in/oidc there as redirect URI.",
  },
  { name: "OIDC_CLIENT_ID", byDefault: "", about: "Id of this instance at the provider." },
  { name: "OIDC_CLIENT_SECRET", byDefault: "", about: "Secret of this instance at the provider." },
  {
    name: "OIDC_NAME",
    byDefault: "Single sign-on",
    about: "Name of the provider, as the button on the sign-in page shows it.",
  },
  {
    name: "TRACE_EVENTS",
    byDefault: "100000",
    range: [0, 10_000_000],
    about:
      "Events of which each process remembers the stages that they passed, for the terminal: in DATA_DIR, 224 bytes an event and 512 a batch, without addresses and visitors. 0: none.",
  },
  {
    name: "OTEL_EXPORTER_OTLP_ENDPOINT",
    byDefault: "",
    about:
      "An OpenTelemetry collector, such as http://localhost:4318, that gets the stages of events as spans: OTLP over HTTP, as JSON. Page paths and event names go with them; addresses, agents, visitors and users do not.",
  },
  {
    name: "OTEL_EXPORTER_OTLP_HEADERS",
    byDefault: "",
    about: "Headers for it, such as authorization=Bearer%20key. Several are separated by commas.",
  },
  { name: "OTEL_SERVICE_NAME", byDefault: "millrace", about: "Name of the service in the spans." },
  {
    name: "OTEL_TRACES_SAMPLER",
    byDefault: "parentbased_always_on",
    oneOf: SAMPLERS,
    about:
      "Which events go out, at most 200 a second of each process. The parentbased ones do what a client's traceparent says; without parentbased_ it is not asked.",
  },
  {
    name: "OTEL_TRACES_SAMPLER_ARG",
    byDefault: "1",
    about: "Share of the events, from 0 to 1, that the samplers named traceidratio take.",
  },
  {
    name: "BATCH_SIZE",
    byDefault: "20000",
    range: [1, 100_000],
    about: "Events in a batch, at most. A full batch is written at once.",
  },
  {
    name: "FLUSH_INTERVAL_MS",
    byDefault: "250",
    range: [0, 60_000],
    about: "Milliseconds after its first event at which a batch is written even if it is not full.",
  },
  {
    name: "NUM_PARTITIONS",
    byDefault: "1",
    range: [1, 1024],
    about:
      "Partitions of the queue: the most workers that can share the work. Set the same in every process.",
  },
  {
    name: "NUM_SHARDS",
    byDefault: "8",
    range: [1, 1024],
    about: "Rows that a hot counter is spread over (PostgreSQL).",
  },
  {
    name: "LEASE_MS",
    byDefault: "10000",
    range: [200, 600_000],
    about: "Milliseconds after which another worker takes over a partition whose worker is silent.",
  },
  {
    name: "QUEUE_MAX_BYTES",
    byDefault: String(8 * 1024 ** 3),
    range: [1, Number.MAX_SAFE_INTEGER],
    about: "Bytes in the queue above which events are refused with 503.",
  },
  {
    name: "RECENT_IDS",
    byDefault: "1000000",
    range: [1, 50_000_000],
    about: "Deduplication window: event ids that are recognized when a client repeats a request.",
  },
  {
    name: "REPORT_CONCURRENCY",
    byDefault: "3",
    range: [1, 8],
    about: "Queries that the event store runs at once.",
  },
  {
    name: "GEO_DATABASE",
    byDefault: "",
    about:
      "A geo database in MaxMind's format. Unset: the finest of the installed @ip-location-db packages is used.",
  },
  {
    name: "DATA_CENTER_RANGES",
    byDefault: "",
    about:
      "A text file with an address or CIDR range per line. Browsers from there are dropped as data_center.",
  },
  { name: "LOG_LEVEL", byDefault: "info", oneOf: LOG_LEVELS, about: "debug, info, warn, error or silent." },
  {
    name: "OUTAGE_MAX_MS",
    byDefault: "60000",
    range: [10, 3_600_000],
    about: "Longest pause in milliseconds between two attempts while the event store is unavailable.",
  },
] as const satisfies readonly Setting[];

export type SettingName = (typeof SETTINGS)[number]["name"];

/** Common names of environment variables, used as fallbacks where one of the four URLs is not set. */
export const SERVICE_SETTINGS = [
  "REDIS_URL",
  "RABBITMQ_URL",
  "DATABASE_URL",
  "POSTGRES_HOST",
  "POSTGRES_PORT",
  "POSTGRES_USER",
  "POSTGRES_PASSWORD",
  "POSTGRES_DB",
] as const;

/** Settings for tests only; no document mentions them. */
export const TEST_SETTINGS = ["MILLRACE_CRASH_AT", "MILLRACE_GUARDS_OFF"] as const;

/** Every name that config.ts reads. */
export const SETTING_NAMES: readonly string[] = [
  ...SETTINGS.map(({ name }) => name),
  ...SERVICE_SETTINGS,
  ...TEST_SETTINGS,
];
