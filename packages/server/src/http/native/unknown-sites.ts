import type { UnknownSiteInfo } from "@millrace/protocol";
import { checkSiteName } from "../../accounts/check-site-settings.ts";
import { Conflict, NotFound } from "../../domain/errors.ts";
import { DEFAULT_SITE_SETTINGS } from "../../domain/site/site.ts";
import type { UnknownSite } from "../../domain/site/unknown-site.ts";
import type { Accounts } from "../../ports/accounts.ts";
import { created, ok, pathParam } from "../serve/answer.ts";
import { noteAudit } from "../serve/audit-changes.ts";
import type { Handlers } from "../serve/handlers.ts";
import type { UNKNOWN_SITES } from "./endpoints/unknown-sites.ts";
import { showSite } from "./sites.ts";

export interface UnknownSitesDeps {
  readonly accounts: Pick<
    Accounts,
    "addSite" | "listUnknownSites" | "ignoreUnknownSite" | "forgetUnknownSite"
  >;
}

/** Creates the handlers for names that events were sent under and that belong to no site. */
export function createUnknownSiteHandlers({ accounts }: UnknownSitesDeps): Handlers<typeof UNKNOWN_SITES> {
  return {
    listUnknownSites: async () => ok({ unknown_sites: (await accounts.listUnknownSites()).map(showUnknown) }),

    async acceptUnknownSite(request) {
      const name = pathParam(request, "name");
      if (!(await accounts.listUnknownSites()).some((one) => one.name === name)) throw missing(name);
      checkSiteName(name);
      const site = await accounts.addSite(name, DEFAULT_SITE_SETTINGS);
      await accounts.forgetUnknownSite(name);
      if (site === null) throw new Conflict(`the site ${JSON.stringify(name)} already exists`);
      noteAudit(request, { action: "site created", teamId: site.teamId, site });
      return created(showSite(site));
    },

    async ignoreUnknownSite(request) {
      const name = pathParam(request, "name");
      if (!(await accounts.ignoreUnknownSite(name))) throw missing(name);
      return ok({ ignored: true });
    },
  };
}

const missing = (name: string) =>
  new NotFound(`no events were received for an unknown site ${JSON.stringify(name)}`);

function showUnknown({ name, events, firstSeen, lastSeen, ignored }: UnknownSite): UnknownSiteInfo {
  return {
    name,
    events,
    first_seen: new Date(firstSeen).toISOString(),
    last_seen: new Date(lastSeen).toISOString(),
    ignored,
  };
}
