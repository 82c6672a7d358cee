import { UnknownSite } from "../../domain/errors.ts";
import type { Site } from "../../domain/site/site.ts";
import type { Viewer } from "../../live/watch-sites.ts";
import { type FindSite, pathParam } from "../serve/answer.ts";
import type { Handlers } from "../serve/handlers.ts";
import type { SITES } from "./endpoints/sites.ts";

export interface LiveDeps {
  readonly find: FindSite;
  /** Starts to send LiveMessages to a viewer; returns a function that ends that. */
  readonly watch: (site: Site, viewer: Viewer) => () => void;
}

/** Creates a WebSocket that sends LiveMessages and accepts none. */
export function createLiveHandlers({ find, watch }: LiveDeps): Pick<Handlers<typeof SITES>, "watchSite"> {
  return {
    async watchSite(request) {
      const name = pathParam(request, "site");
      const site = await find(name);
      if (site === null) throw new UnknownSite(name);
      return { open: (send) => watch(site, send) };
    },
  };
}
