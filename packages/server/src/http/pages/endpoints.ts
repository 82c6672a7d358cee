import { defineApi } from "../serve/endpoint.ts";
import { json, text } from "../serve/openapi.ts";

const tag = "Pages";
const PAGE = { method: "GET", access: "public", role: "front" } as const;
/** Pages of all sites load them, under any host name of the instance. */
const SCRIPT = { method: "GET", access: "public", role: "ingest", anyHost: true } as const;

/** The dashboard, the API's description, and scripts for other people's pages. */
export const PAGES = defineApi({
  name: "pages",
  toBody: ({ message }) => ({ error: message }),
  endpoints: {
    trackerScript: {
      ...SCRIPT,
      path: "/js/millrace.js",
      openapi: {
        tag,
        summary: "The tracker's script",
        replies: { 200: { description: "JavaScript", content: text("text/javascript") } },
      },
    },
    trackerLiveScript: {
      ...SCRIPT,
      path: "/js/millrace-live.js",
      openapi: {
        tag,
        summary: "The tracker's script with a WebSocket, instead of the other",
        replies: { 200: { description: "JavaScript", content: text("text/javascript") } },
      },
    },
    // Browsers ask for it unasked.
    favicon: { ...SCRIPT, path: "/favicon.ico", openapi: null },
    home: {
      ...PAGE,
      path: "/",
      openapi: {
        tag,
        summary: "The dashboard, which has pages below /sites and /operations as well",
        replies: { 200: { description: "HTML", content: text("text/html") } },
      },
    },
    sitePage: { ...PAGE, path: "/sites/:site", openapi: null },
    pageOfSite: { ...PAGE, path: "/sites/:site/*", openapi: null },
    // An address of other systems, which the dashboard maps to its own.
    teamTerminalPage: { ...PAGE, path: "/:team/:site/terminal", openapi: null },
    terminalPage: { ...PAGE, path: "/terminal", openapi: null },
    operationsPage: { ...PAGE, path: "/operations", openapi: null },
    setUpPage: { ...PAGE, path: "/setup", openapi: null },
    signInPage: { ...PAGE, path: "/sign-in", openapi: null },
    providerPage: { ...PAGE, path: "/sign-in/oidc", openapi: null },
    recoverPage: { ...PAGE, path: "/recover", openapi: null },
    signUpPage: { ...PAGE, path: "/sign-up", openapi: null },
    confirmEmailPage: { ...PAGE, path: "/confirm-email", openapi: null },
    invitationPage: { ...PAGE, path: "/invitation", openapi: null },
    accountPage: { ...PAGE, path: "/account", openapi: null },
    teamsPage: { ...PAGE, path: "/teams", openapi: null },
    teamPage: { ...PAGE, path: "/teams/:team", openapi: null },
    // Whose pages may show it in a frame, the link says.
    sharePage: { ...PAGE, path: "/share/:slug", role: "api", openapi: null },
    teamKeysPage: { ...PAGE, path: "/teams/:team/keys", openapi: null },
    teamAuditPage: { ...PAGE, path: "/teams/:team/audit", openapi: null },
    elsewhere: { ...PAGE, path: "/*", openapi: null },
    asset: { ...PAGE, path: "/assets/:file", openapi: null },
    docsPage: {
      ...PAGE,
      path: "/api/docs",
      openapi: {
        tag,
        summary: "The page that shows this description",
        replies: { 200: { description: "HTML", content: text("text/html") } },
      },
    },
    openApi: {
      ...PAGE,
      path: "/api/openapi.json",
      openapi: {
        tag,
        summary: "This description",
        replies: { 200: { description: "OpenAPI 3.1", content: json({ type: "object" }) } },
      },
    },
  },
});
