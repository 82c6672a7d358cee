import type { SiteInfo } from "@millrace/protocol";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import { checkSiteName, checkSiteSettings, type SettingsInput } from "../../accounts/check-site-settings.ts";
import { BadRequest } from "../../domain/errors.ts";
import { DEFAULT_SITE_SETTINGS, type Site } from "../../domain/site/site.ts";
import type { Accounts } from "../../ports/accounts.ts";
import type { PropertyKey } from "../../ports/event-store.ts";
import type { PropertyKeysQuery } from "../../query/property-keys.ts";
import {
  conflict,
  createAnswer,
  createSiteAnswer,
  made,
  notFound,
  ok,
  type SiteAnswerDeps,
} from "../serve/answer.ts";
import { readBody } from "../serve/json-body.ts";
import { refuseUnknown } from "../serve/known-params.ts";
import { readTextParams } from "../serve/text-params.ts";

export interface SitesDeps extends SiteAnswerDeps {
  readonly accounts: Pick<Accounts, "listSites" | "addSite" | "updateSite" | "deleteSite" | "resetSite">;
  readonly propertyKeys: (query: PropertyKeysQuery) => Promise<readonly PropertyKey[]>;
}

const SITES = "/api/v1/sites";
const SITE = `${SITES}/:site`;
const RESET = `${SITE}/reset`;
const PROPERTIES = `${SITE}/properties`;

const READER = { config: { access: "reader" } } as const;
const OPERATOR = { config: { access: "operator" } } as const;

/** A text that PostgreSQL and SQLite keep alike. */
const text = z.string().transform((value) => value.toWellFormed());
const settings = {
  domains: z.array(text).optional(),
  timezone: text.optional(),
  safe_query_params: z.array(text).optional(),
  trailing_slash: text.optional(),
  geo_precision: text.optional(),
  retention_days: z.number().optional(),
  excluded_pages: z.array(text).optional(),
  excluded_hosts: z.array(text).optional(),
  excluded_addresses: z.array(text).optional(),
};
const changesSchema = z.strictObject(settings);
const newSiteSchema = z.strictObject({ name: text, ...settings });

/** Sites with their settings: `/api/v1/sites`. */
export function sitesRoutes(server: FastifyInstance, deps: SitesDeps): void {
  const { accounts } = deps;
  const answer = createAnswer(deps);
  const answerForSite = createSiteAnswer(deps);

  server.get(
    SITES,
    READER,
    answer(async () => ok({ sites: (await accounts.listSites()).map(showSite) })),
  );
  server.post(
    SITES,
    OPERATOR,
    answer(async (request) => {
      const { name, ...given } = readBody(request, newSiteSchema);
      checkSiteName(name);
      const site = await accounts.addSite(name, { ...DEFAULT_SITE_SETTINGS, ...readSettings(given) });
      return site === null
        ? conflict(`there is a site ${JSON.stringify(name)} already`)
        : made(showSite(site));
    }),
  );
  server.get(
    SITE,
    READER,
    answerForSite(async (site) => ok(showSite(site))),
  );
  server.patch(
    SITE,
    OPERATOR,
    answerForSite(async ({ name }, request) => {
      const site = await accounts.updateSite(name, readSettings(readBody(request, changesSchema)));
      return site === null ? noSite(name) : ok(showSite(site));
    }),
  );
  server.delete(
    SITE,
    OPERATOR,
    answerForSite(async ({ name }, request) => {
      checkConfirmation(request, name);
      return (await accounts.deleteSite(name)) ? ok({ deleted: true }) : noSite(name);
    }),
  );
  server.post(
    RESET,
    OPERATOR,
    answerForSite(async ({ name }, request) => {
      checkConfirmation(request, name);
      return (await accounts.resetSite(name)) ? ok({ reset: true }) : noSite(name);
    }),
  );
  server.get(
    PROPERTIES,
    READER,
    answerForSite(async ({ name }, request) => {
      const params = refuseUnknown(readTextParams(request.query), ["date_range", "event"]);
      return ok({
        keys: await deps.propertyKeys({ site: name, range: params.date_range, event: params.event }),
      });
    }),
  );
}

const noSite = (name: string) => notFound(`there is no site ${JSON.stringify(name)}`);

const confirmationSchema = z.strictObject({ confirm: z.string() });

/** What can't be taken back is asked for by name. */
function checkConfirmation(request: FastifyRequest, name: string): void {
  if (readBody(request, confirmationSchema).confirm === name) return;
  throw new BadRequest(`confirm: write the site's name, ${JSON.stringify(name)}, to go on`);
}

type SettingsBody = z.infer<typeof changesSchema>;

function readSettings(body: SettingsBody) {
  const input: SettingsInput = {
    domains: body.domains,
    timezone: body.timezone,
    safeQueryParams: body.safe_query_params,
    trailingSlash: body.trailing_slash,
    geoPrecision: body.geo_precision,
    retentionDays: body.retention_days,
    excludedPages: body.excluded_pages,
    excludedHosts: body.excluded_hosts,
    excludedAddresses: body.excluded_addresses,
  };
  return checkSiteSettings(input);
}

export function showSite(site: Site): SiteInfo {
  const { name, domains, timezone, safeQueryParams, trailingSlash, geoPrecision, retentionDays } = site;
  const { excludedPages, excludedHosts, excludedAddresses } = site;
  return {
    name,
    domains,
    timezone,
    safe_query_params: safeQueryParams,
    trailing_slash: trailingSlash,
    geo_precision: geoPrecision,
    retention_days: retentionDays,
    excluded_pages: excludedPages,
    excluded_hosts: excludedHosts,
    excluded_addresses: excludedAddresses,
  };
}

/** The routes above, for an edge that hands them on. */
export const SITES_ROUTES = [
  { method: "GET", url: SITES, access: "reader" },
  { method: "POST", url: SITES, access: "operator" },
  { method: "GET", url: SITE, access: "reader" },
  { method: "PATCH", url: SITE, access: "operator" },
  { method: "DELETE", url: SITE, access: "operator" },
  { method: "POST", url: RESET, access: "operator" },
  { method: "GET", url: PROPERTIES, access: "reader" },
] as const;
