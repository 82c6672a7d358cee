import type { SiteInfo } from "@millrace/protocol";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { checkSiteName, checkSiteSettings, type SettingsInput } from "../accounts/check-site-settings.ts";
import { DEFAULT_SITE_SETTINGS, type Site } from "../domain/site.ts";
import type { Accounts } from "../ports/accounts.ts";
import type { PropertyKey } from "../ports/event-store.ts";
import type { PropertyKeysQuery } from "../reports/property-keys.ts";
import {
  conflict,
  createAnswer,
  createSiteAnswer,
  made,
  notFound,
  ok,
  type SiteAnswerDeps,
} from "./answer.ts";
import { readBody } from "./json-body.ts";
import { refuseUnknown } from "./known-params.ts";
import { readTextParams } from "./text-params.ts";

export interface SitesDeps extends SiteAnswerDeps {
  readonly accounts: Pick<Accounts, "listSites" | "addSite" | "updateSite">;
  readonly propertyKeys: (query: PropertyKeysQuery) => Promise<readonly PropertyKey[]>;
}

const SITES = "/api/v1/sites";
const SITE = `${SITES}/:site`;
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
      return site === null ? notFound(`there is no site ${JSON.stringify(name)}`) : ok(showSite(site));
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

type SettingsBody = z.infer<typeof changesSchema>;

function readSettings(body: SettingsBody) {
  const input: SettingsInput = {
    domains: body.domains,
    timezone: body.timezone,
    safeQueryParams: body.safe_query_params,
    trailingSlash: body.trailing_slash,
    geoPrecision: body.geo_precision,
    retentionDays: body.retention_days,
  };
  return checkSiteSettings(input);
}

function showSite(site: Site): SiteInfo {
  const { name, domains, timezone, safeQueryParams, trailingSlash, geoPrecision, retentionDays } = site;
  return {
    name,
    domains,
    timezone,
    safe_query_params: safeQueryParams,
    trailing_slash: trailingSlash,
    geo_precision: geoPrecision,
    retention_days: retentionDays,
  };
}

/** The routes above, for an edge that hands them on. */
export const SITES_ROUTES = [
  { method: "GET", url: SITES, access: "reader" },
  { method: "POST", url: SITES, access: "operator" },
  { method: "GET", url: SITE, access: "reader" },
  { method: "PATCH", url: SITE, access: "operator" },
  { method: "GET", url: PROPERTIES, access: "reader" },
] as const;
