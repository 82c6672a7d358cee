import type { UnknownSiteInfo } from "@millrace/protocol";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { checkSiteName } from "../../accounts/check-site-settings.ts";
import { DEFAULT_SITE_SETTINGS } from "../../domain/site/site.ts";
import type { UnknownSite } from "../../domain/site/unknown-site.ts";
import type { Accounts } from "../../ports/accounts.ts";
import type { Log } from "../../ports/log.ts";
import { conflict, createAnswer, made, notFound, ok } from "../serve/answer.ts";
import { showSite } from "./sites.ts";

export interface UnknownSitesDeps {
  readonly accounts: Pick<
    Accounts,
    "addSite" | "listUnknownSites" | "ignoreUnknownSite" | "forgetUnknownSite"
  >;
  readonly log: Log;
}

const UNKNOWN = "/api/v1/unknown-sites";
const ACCEPT = `${UNKNOWN}/:name/accept`;
const IGNORE = `${UNKNOWN}/:name/ignore`;

/** Names that events were sent under and that are no site's: `/api/v1/unknown-sites`. */
export function unknownSitesRoutes(server: FastifyInstance, { accounts, log }: UnknownSitesDeps): void {
  const answer = createAnswer({ log });

  server.get(
    UNKNOWN,
    { config: { access: "reader" } },
    answer(async () => ok({ unknown_sites: (await accounts.listUnknownSites()).map(showUnknown) })),
  );
  server.post(
    ACCEPT,
    { config: { access: "operator" } },
    answer(async (request) => {
      const name = nameOf(request);
      if (!(await accounts.listUnknownSites()).some((one) => one.name === name)) return missing(name);
      checkSiteName(name);
      const site = await accounts.addSite(name, DEFAULT_SITE_SETTINGS);
      await accounts.forgetUnknownSite(name);
      return site === null
        ? conflict(`there is a site ${JSON.stringify(name)} already`)
        : made(showSite(site));
    }),
  );
  server.post(
    IGNORE,
    { config: { access: "operator" } },
    answer(async (request) => {
      const name = nameOf(request);
      return (await accounts.ignoreUnknownSite(name)) ? ok({ ignored: true }) : missing(name);
    }),
  );
}

const nameOf = (request: FastifyRequest) => (request.params as { name: string }).name;
const missing = (name: string) => notFound(`no event came for an unknown site ${JSON.stringify(name)}`);

function showUnknown({ name, events, firstSeen, lastSeen, ignored }: UnknownSite): UnknownSiteInfo {
  return {
    name,
    events,
    first_seen: new Date(firstSeen).toISOString(),
    last_seen: new Date(lastSeen).toISOString(),
    ignored,
  };
}

/** The routes above, for an edge that hands them on. */
export const UNKNOWN_SITES_ROUTES = [
  { method: "GET", url: UNKNOWN, access: "reader" },
  { method: "POST", url: ACCEPT, access: "operator" },
  { method: "POST", url: IGNORE, access: "operator" },
] as const;
