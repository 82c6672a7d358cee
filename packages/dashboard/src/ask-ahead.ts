import { BASE_PATH } from "./base-path.ts";
import { meQuery } from "./me-query.ts";
import { prefetchSite } from "./pages/prefetch-site.ts";
import { queryClient } from "./query-client.ts";
import { parseSearch } from "./view/site-search.ts";

/**
 * A script of its own before all others: the server answers while the browser reads the libraries. It must not come to
 * import any of them but the client that keeps the replies.
 */
const [, site] = /^sites\/([^/]+)\/?$/.exec(location.pathname.slice(BASE_PATH.length)) ?? [];
if (site !== undefined && isDecodable(site))
  prefetchSite(queryClient, decodeURIComponent(site), parseSearch(location.search), true);
else if (location.pathname === BASE_PATH) void queryClient.prefetchQuery(meQuery());

/** What is not, is for the router to complain about. */
function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
