import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from "@tanstack/react-router";
import { BASE_PATH } from "./base-path.ts";
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
  validateSearch: ({ sort }): { sort?: string } => (sort === undefined ? {} : { sort: String(sort) }),
  component: lazyRouteComponent(() => import("./pages/sites-page.tsx"), "SitesPage"),
});

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
  component: lazyRouteComponent(() => import("./pages/live-page.tsx"), "LivePage"),
});

const settings = createRoute({
  getParentRoute: () => root,
  path: "/sites/$site/settings",
  component: lazyRouteComponent(() => import("./pages/settings-page.tsx"), "SettingsPage"),
});

const operations = createRoute({
  getParentRoute: () => root,
  path: "/operations",
  component: lazyRouteComponent(() => import("./pages/operations-page.tsx"), "OperationsPage"),
});

export function createDashboardRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree: root.addChildren([sites, site, live, settings, operations]),
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
