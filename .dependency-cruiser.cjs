const { readdirSync } = require("node:fs");
const { join } = require("node:path");

// The import law of the house: imports point inward. Each layer lists what it may reach.
const src = "^packages/server/src";
const layers = {
  domain: [],
  ports: ["domain"],
  pipeline: ["ports", "domain"],
  query: ["ports", "domain"],
  accounts: ["ports", "domain"],
  imports: ["pipeline", "ports", "domain"],
  live: ["query", "ports", "domain"],
  reports: ["query", "ports", "domain"],
  mails: ["ports", "domain"],
  jobs: ["mails", "ports", "domain"],
  drivers: ["ports", "domain"],
  http: ["accounts", "imports", "live", "reports", "query", "pipeline", "ports", "domain"],
  roles: ["http", "jobs", "accounts", "imports", "live", "reports", "query", "pipeline", "ports", "domain"],
};
const dashboard = "^packages/dashboard/src";
/** The page, the parts it stands on, and what those know: each reaches only what is named. */
const dashboardLayers = {
  pages: ["sections", "cards", "site", "view", "keyboard", "format", "i18n"],
  sections: ["cards", "site", "view", "keyboard", "format", "i18n"],
  cards: ["site", "view", "keyboard", "format", "i18n"],
  site: ["view", "keyboard", "format", "i18n"],
  view: ["format", "i18n"],
  keyboard: ["view", "format", "i18n"],
  format: ["i18n"],
  i18n: ["format"],
};
/** Rooms of http/ that speak one protocol each. What two of them need lies in serve/. */
const apis = readdirSync(join(__dirname, "packages/server/src/http"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== "serve")
  .map(({ name }) => name);
const notTest = { pathNot: "\\.test\\.ts$" };

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "not-to-unresolvable",
      severity: "error",
      from: {},
      // What Vite makes at build is no file.
      to: { couldNotResolve: true, pathNot: "^virtual:" },
    },
    ...Object.entries(layers).map(([layer, allowed]) => ({
      name: `${layer}-points-inward`,
      severity: "error",
      from: { path: `${src}/${layer}/`, ...notTest },
      to: { path: `${src}/`, pathNot: `${src}/(${[layer, ...allowed].join("|")})/` },
    })),
    ...apis.map((api) => ({
      name: `${api}-knows-no-other-api`,
      severity: "error",
      from: { path: `${src}/http/${api}/`, ...notTest },
      to: { path: `${src}/http/(apis\\.ts|(${apis.filter((other) => other !== api).join("|")})/)` },
    })),
    {
      name: "serve-speaks-no-api",
      severity: "error",
      from: { path: `${src}/http/serve/`, ...notTest },
      to: { path: `${src}/http/(apis\\.ts|(${apis.join("|")})/)` },
    },
    {
      name: "only-compose-opens-drivers",
      severity: "error",
      from: {
        path: "^packages/",
        pathNot: `(${src}/(drivers|app/(compose|open-drivers|open-access|open-trace)\\.ts)|\\.test\\.ts$|/test/)`,
      },
      to: { path: `${src}/drivers/` },
    },
    {
      name: "nobody-imports-the-app",
      severity: "error",
      from: { path: "^packages/", pathNot: `(${src}/app/|\\.test\\.ts$|/test/)` },
      to: { path: `${src}/app/` },
    },
    {
      name: "inner-rooms-need-no-npm",
      severity: "error",
      from: { path: `${src}/(domain|ports)/`, ...notTest },
      to: { dependencyTypes: ["npm", "npm-dev", "npm-optional", "npm-peer"], pathNot: "protocol" },
    },
    {
      name: "domain-does-no-io",
      severity: "error",
      from: { path: `${src}/(domain|ports)/`, ...notTest },
      to: { dependencyTypes: ["core"], pathNot: "^(node:)?crypto$" },
    },
    {
      name: "protocol-stands-alone",
      severity: "error",
      from: { path: "^packages/protocol/src", ...notTest },
      to: { path: "^packages/(server|tracker|dashboard)" },
    },
    ...Object.entries(dashboardLayers).map(([layer, allowed]) => ({
      name: `dashboard-${layer}-points-inward`,
      severity: "error",
      from: { path: `${dashboard}/${layer}/`, pathNot: "\\.test\\.tsx?$" },
      to: {
        path: `${dashboard}/[^/]+/`,
        pathNot: `${dashboard}/(${[layer, ...allowed].join("|")})/`,
      },
    })),
    {
      name: "dashboard-knows-the-protocol-only",
      severity: "error",
      from: { path: "^packages/dashboard/src" },
      to: { path: "^packages/(server|tracker)" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(/dist/|\\.d\\.ts$)" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.tests.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["millrace-source", "import", "require", "node", "default", "types"],
    },
  },
};
