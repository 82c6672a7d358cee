import { archiveName, type ExportSite } from "../../imports/archive/export-site.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import { pathParam } from "../serve/answer.ts";
import type { Handlers } from "../serve/handlers.ts";
import { sendChunks, withFirst } from "../serve/send-chunks.ts";
import type { SITE_ARCHIVE } from "./endpoints/site-archive.ts";

export interface SiteArchiveDeps {
  readonly exportSite: ExportSite;
  readonly clock: Clock;
  readonly log: Log;
}

/** Creates the handler that streams everything of a site as an archive. */
export const createSiteArchiveHandlers = ({
  exportSite,
  clock,
  log,
}: SiteArchiveDeps): Handlers<typeof SITE_ARCHIVE> => ({
  async exportSite(request, reply) {
    const site = pathParam(request, "site");
    const chunks = exportSite(site);
    // A site or store that is missing throws here, while the reply can still have its status.
    const first = await chunks.next();
    return sendChunks(reply, {
      chunks: withFirst(first, chunks),
      contentType: "application/x-tar",
      fileName: archiveName(site, clock.now()),
      extension: "tar",
      onClose: () => void chunks.return(undefined),
      log,
    });
  },
});
