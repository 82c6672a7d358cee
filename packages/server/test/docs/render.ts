import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SERVICE_SETTINGS, SETTINGS } from "../../src/app/settings.data.ts";
import { APIS } from "../../src/http/apis.ts";
import { type Endpoint, listEndpoints } from "../../src/http/serve/endpoint.ts";

const WIDTH = 110;

/** Text in lines of at most WIDTH characters, each behind `# `. */
function asComment(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last === undefined || `${last} ${word}`.length > WIDTH) lines.push(`# ${word}`);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/** `.env.example`. */
export function renderEnvironment(): string {
  const settings = SETTINGS.map(({ name, byDefault, about }) =>
    [...asComment(about), `#${name}=${byDefault}`].join("\n"),
  );
  const services = asComment(
    `Names that hosts set already. They fill in where QUEUE_URL, STATE_URL, EVENTS_URL or ACCOUNTS_URL is not set: ${SERVICE_SETTINGS.join(", ")}.`,
  );
  return `# Every setting with its default, made from packages/server/src/app/settings.data.ts by npm run docs.
# None is needed. Millrace reads them from the environment.

${[...settings, services.join("\n")].join("\n\n")}
`;
}

const cell = (text: string): string => text.replaceAll("|", "\\|");

/** The table of settings in docs/operations.md. */
export function renderSettings(): string {
  const rows = SETTINGS.map(
    ({ name, byDefault, about }) =>
      `| \`${name}\` | ${byDefault === "" ? "" : `\`${byDefault}\``} | ${cell(about)} |`,
  );
  return ["| setting | default | |", "|---|---|---|", ...rows].join("\n");
}

const DONE_BY: Readonly<Record<Endpoint["role"], string>> = {
  ingest: "ingest",
  api: "api; others relay",
  front: "ingest or api",
  any: "every process",
};

/** The table of endpoints in docs/api.md: one table per API, but for the files that pages consist of. */
export function renderEndpoints(): string {
  return APIS.map((api) => {
    const rows = listEndpoints([api]).flatMap(({ endpoint }) => {
      const { method, path, kind, access, role, openapi } = endpoint;
      if (openapi === null) return [];
      const shown = kind === "socket" ? "WebSocket" : method;
      return [`| \`${shown} ${path}\` | ${access} | ${DONE_BY[role]} | ${cell(openapi.summary)} |`];
    });
    return [
      `**${api.name[0]?.toUpperCase()}${api.name.slice(1)}**`,
      "",
      "| | who may call | answered by | |",
      "|---|---|---|---|",
      ...rows,
    ].join("\n");
  }).join("\n\n");
}

/** `CHANGELOG.md`: the fragments of changes/, the newest first. */
export function renderChangelog(root: string): string {
  const folder = join(root, "changes");
  const entries = readdirSync(folder)
    .filter((name) => /^\d{4}-.*\.md$/.test(name))
    .sort()
    .reverse()
    .map((name) => {
      const text = readFileSync(join(folder, name), "utf8").trim().replaceAll(/\s+/g, " ");
      return `- ${text}`;
    });
  return [
    "# Changelog",
    "Made from the fragments in changes/ by npm run docs.",
    "## Unreleased",
    entries.join("\n"),
  ]
    .join("\n\n")
    .concat("\n");
}
