import { UnknownSite } from "../../domain/errors.ts";
import type { Site } from "../../domain/site/site.ts";
import type { ProjectViewer } from "../../live/watch-projects.ts";
import type { Viewer, Watching } from "../../live/watch-sites.ts";
import type { Clock } from "../../ports/clock.ts";
import { type FindSite, pathParam } from "../serve/answer.ts";
import type { Handlers } from "../serve/handlers.ts";
import { readTextParams } from "../serve/text-params.ts";
import type { SITES } from "./endpoints/sites.ts";

export interface LiveDeps {
  readonly find: FindSite;
  /** Starts to send LiveMessages to a viewer; returns a function that ends that. */
  readonly watch: (site: Site, viewer: Viewer, watching: Watching) => () => void;
  /** The same with the messages of a project's socket. */
  readonly watchProject: (siteId: number, viewer: ProjectViewer) => () => void;
  readonly clock: Clock;
}

/** Creates WebSockets that send what happens at a site and accept nothing. */
export function createLiveHandlers({
  find,
  watch,
  watchProject,
  clock,
}: LiveDeps): Pick<Handlers<typeof SITES>, "watchSite" | "watchProject"> {
  async function siteOf(name: string): Promise<Site> {
    const site = await find(name);
    if (site === null) throw new UnknownSite(name);
    return site;
  }
  return {
    async watchSite(request) {
      const site = await siteOf(pathParam(request, "site"));
      const watching = {
        after: readTextParams(request.query).after ?? "",
        isGuest: request.actor.kind === "share",
      };
      return { open: (send) => watch(site, send, watching) };
    },
    async watchProject(request) {
      const projectId = readTextParams(request.query).projectId ?? "";
      const { id } = await siteOf(projectId);
      return {
        open(send) {
          const timestamp = new Date(clock.now()).toISOString();
          send(Buffer.from(JSON.stringify({ type: "connected", projectId, timestamp })));
          return watchProject(id, send);
        },
      };
    },
  };
}
