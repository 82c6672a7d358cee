import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from "@tanstack/react-router";
import { BASE_PATH } from "./base-path.ts";
import { withMoreTexts } from "./i18n/index.ts";
import { FailedPage } from "./pages/failed-page.tsx";
import { NotFound } from "./pages/not-found.tsx";
import { prefetchSite } from "./pages/prefetch-site.ts";
import { Shell } from "./pages/shell.tsx";
import { SitePage } from "./pages/site-page.tsx";
import { parseSearch, type SiteSearch, stringifySearch } from "./view/site-search.ts";

const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Shell,
  notFoundComponent: NotFound,
});

const sites = createRoute({
  getParentRoute: () => root,
  path: "/",
  validateSearch: (search): { sort?: string; team?: string } => readTexts(search, ["sort", "team"]),
  component: lazyRouteComponent(() => withMoreTexts(() => import("./pages/sites-page.tsx")), "SitesPage"),
});

/** What an address says under some names. */
const readTexts = <Name extends string>(
  search: Record<string, unknown>,
  names: readonly Name[],
): Partial<Record<Name, string>> =>
  Object.fromEntries(
    names.flatMap((name) => (search[name] === undefined ? [] : [[name, String(search[name])]])),
  ) as Partial<Record<Name, string>>;

const site = createRoute({
  getParentRoute: () => root,
  path: "/sites/$site",
  validateSearch: (search): SiteSearch => search,
  loaderDeps: ({ search }) => search,
  // Hovering a link to a site has its numbers ready before the click; the page begins to ask before it is drawn.
  loader: ({ context, params, deps, cause }) =>
    prefetchSite(context.queryClient, params.site, deps, cause !== "preload"),
  component: SitePage,
});

const live = createRoute({
  getParentRoute: () => root,
  path: "/sites/$site/live",
  component: lazyRouteComponent(() => withMoreTexts(() => import("./pages/live-page.tsx")), "LivePage"),
});

const settings = createRoute({
  getParentRoute: () => root,
  path: "/sites/$site/settings",
  component: lazyRouteComponent(
    () => withMoreTexts(() => import("./pages/settings-page.tsx")),
    "SettingsPage",
  ),
});

const operations = createRoute({
  getParentRoute: () => root,
  path: "/operations",
  component: lazyRouteComponent(
    () => withMoreTexts(() => import("./pages/operations-page.tsx")),
    "OperationsPage",
  ),
});

const terminalPages = () => withMoreTexts(() => import("./pages/terminal-page.tsx"));

const terminal = createRoute({
  getParentRoute: () => root,
  path: "/terminal",
  component: lazyRouteComponent(terminalPages, "TerminalPage"),
});

const siteTerminal = createRoute({
  getParentRoute: () => root,
  path: "/sites/$site/terminal",
  component: lazyRouteComponent(terminalPages, "SiteTerminalPage"),
});

const teamTerminal = createRoute({
  getParentRoute: () => root,
  path: "/$team/$site/terminal",
  component: lazyRouteComponent(terminalPages, "TeamTerminalPage"),
});

const frontPages = () => withMoreTexts(() => import("./pages/front-pages.ts"));

const setUp = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  component: lazyRouteComponent(frontPages, "SetUpPage"),
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search): { back?: string; note?: string } => readTexts(search, ["back", "note"]),
  component: lazyRouteComponent(frontPages, "SignInPage"),
});

/** Where an OpenID Connect provider sends the browser back to. */
const provider = createRoute({
  getParentRoute: () => root,
  path: "/sign-in/oidc",
  validateSearch: (search): { code?: string; state?: string; error?: string } =>
    readTexts(search, ["code", "state", "error"]),
  component: lazyRouteComponent(frontPages, "ProviderPage"),
});

const recover = createRoute({
  getParentRoute: () => root,
  path: "/recover",
  component: lazyRouteComponent(frontPages, "RecoverPage"),
});

const signUp = createRoute({
  getParentRoute: () => root,
  path: "/sign-up",
  component: lazyRouteComponent(frontPages, "SignUpPage"),
});

const confirmEmail = createRoute({
  getParentRoute: () => root,
  path: "/confirm-email",
  component: lazyRouteComponent(frontPages, "ConfirmEmailPage"),
});

const invitation = createRoute({
  getParentRoute: () => root,
  path: "/invitation",
  component: lazyRouteComponent(frontPages, "InvitationPage"),
});

const account = createRoute({
  getParentRoute: () => root,
  path: "/account",
  component: lazyRouteComponent(() => withMoreTexts(() => import("./pages/account-page.tsx")), "AccountPage"),
});

const teams = createRoute({
  getParentRoute: () => root,
  path: "/teams",
  component: lazyRouteComponent(() => withMoreTexts(() => import("./pages/teams-page.tsx")), "TeamsPage"),
});

/** With its keys and its audit log. */
const team = createRoute({
  getParentRoute: () => root,
  path: "/teams/$team/{-$part}",
  component: lazyRouteComponent(() => withMoreTexts(() => import("./pages/team-page.tsx")), "TeamPage"),
});

const share = createRoute({
  getParentRoute: () => root,
  path: "/share/$slug",
  validateSearch: (search): SiteSearch => search,
  component: lazyRouteComponent(() => withMoreTexts(() => import("./pages/share-page.tsx")), "SharePage"),
});

export function createDashboardRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree: root.addChildren([
      sites,
      site,
      live,
      settings,
      operations,
      terminal,
      siteTerminal,
      teamTerminal,
      setUp,
      signIn,
      provider,
      recover,
      signUp,
      confirmEmail,
      invitation,
      account,
      teams,
      team,
      share,
    ]),
    basepath: BASE_PATH,
    context: { queryClient },
    parseSearch,
    stringifySearch,
    defaultErrorComponent: FailedPage,
    defaultPreload: "intent",
    scrollRestoration: true,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createDashboardRouter>;
  }
}
