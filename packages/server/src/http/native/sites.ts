import type { SiteInfo, SiteOverview } from "@millrace/protocol";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { seesSite, teamForNewSite } from "../../accounts/access.ts";
import { checkSiteName, checkSiteSettings, type SettingsInput } from "../../accounts/check-site-settings.ts";
import { BadRequest, Conflict, UnknownSite } from "../../domain/errors.ts";
import { DEFAULT_SITE_SETTINGS, type Site } from "../../domain/site/site.ts";
import type { Accounts } from "../../ports/accounts.ts";
import type { PropertyKey } from "../../ports/event-store.ts";
import type { PropertyKeysQuery } from "../../query/property-keys.ts";
import { created, createForSite, type FindSite, ok } from "../serve/answer.ts";
import { noteAudit } from "../serve/audit-changes.ts";
import type { Handlers } from "../serve/handlers.ts";
import { readBody } from "../serve/json-body.ts";
import { refuseUnknown } from "../serve/known-params.ts";
import { readTextParams } from "../serve/text-params.ts";
import { checkConfirmed } from "./confirmation.ts";
import type { SITES } from "./endpoints/sites.ts";

export interface SitesDeps {
  readonly find: FindSite;
  readonly accounts: Pick<Accounts, "listSites" | "addSite" | "updateSite" | "deleteSite" | "resetSite">;
  /** Returns the sites that are seen, with their visitors of the last 24 hours. */
  readonly sitesOverview: (sees: (site: Site) => boolean) => Promise<readonly SiteOverview[]>;
  readonly propertyKeys: (query: PropertyKeysQuery) => Promise<readonly PropertyKey[]>;
}

/** A text that PostgreSQL and SQLite store identically. */
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
  needs_ingest_key: z.boolean().optional(),
  allowed_origins: z.array(text).optional(),
  share_threshold: z.number().optional(),
};
const changesSchema = z.strictObject(settings);
const newSiteSchema = z.strictObject({ name: text, team: z.int().optional(), ...settings });

/** Creates the handlers of sites and their settings. */
export function createSiteHandlers({
  find,
  accounts,
  propertyKeys,
  sitesOverview,
}: SitesDeps): Omit<Handlers<typeof SITES>, "watchSite" | "watchProject"> {
  const forSite = createForSite(find);

  return {
    async listSites({ actor }) {
      const sites = await accounts.listSites();
      return ok({ sites: sites.filter((site) => seesSite(actor, site)).map(showSite) });
    },

    async createSite(request) {
      const { name, team, ...given } = readBody(request, newSiteSchema);
      checkSiteName(name);
      const teamId = teamForNewSite(request.actor, team);
      if (teamId === null)
        throw new BadRequest("team must be the id of a team in which you may create sites");
      const settings = { ...DEFAULT_SITE_SETTINGS, ...readSettings(given) };
      const site = await accounts.addSite(name, settings, teamId);
      if (site === null) throw new Conflict(`the site ${JSON.stringify(name)} already exists`);
      noteAudit(request, { action: "site created", teamId: site.teamId, site });
      return created(showSite(site));
    },

    sitesOverview: async ({ actor }) => ok({ sites: await sitesOverview((site) => seesSite(actor, site)) }),

    readSite: forSite(async (site) => ok(showSite(site))),

    changeSite: forSite(async ({ name }, request) => {
      const changes = readBody(request, changesSchema);
      const site = await accounts.updateSite(name, readSettings(changes));
      if (site === null) throw new UnknownSite(name);
      noteAudit(request, { details: { settings: Object.keys(changes) } });
      return ok(showSite(site));
    }),

    deleteSite: forSite(async ({ name }, request) => {
      checkConfirmation(request, name);
      if (!(await accounts.deleteSite(name))) throw new UnknownSite(name);
      return ok({ deleted: true });
    }),

    resetSite: forSite(async ({ name }, request) => {
      checkConfirmation(request, name);
      if (!(await accounts.resetSite(name))) throw new UnknownSite(name);
      return ok({ reset: true });
    }),

    listProperties: forSite(async ({ name }, request) => {
      // A key that few visitors sent would single them out.
      if (request.actor.kind === "share" && request.actor.threshold > 0) return ok({ keys: [] });
      const params = refuseUnknown(readTextParams(request.query), ["date_range", "event"]);
      return ok({
        keys: await propertyKeys({ site: name, range: params.date_range, event: params.event }),
      });
    }),
  };
}

const confirmationSchema = z.strictObject({ confirm: z.string() });

const checkConfirmation = (request: FastifyRequest, name: string): void =>
  checkConfirmed(readBody(request, confirmationSchema).confirm, name);

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
    needsIngestKey: body.needs_ingest_key,
    allowedOrigins: body.allowed_origins,
    shareThreshold: body.share_threshold,
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
    needs_ingest_key: site.needsIngestKey,
    allowed_origins: site.allowedOrigins,
    share_threshold: site.shareThreshold,
  };
}
