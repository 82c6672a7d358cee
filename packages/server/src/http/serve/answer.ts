import type { FastifyRequest } from "fastify";
import { UnknownSite } from "../../domain/errors.ts";
import type { Site } from "../../domain/site/site.ts";

/** The reply to a request. */
export interface Answer {
  readonly status: number;
  /** Sent as JSON. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
}

export const ok = (body: unknown, headers?: Answer["headers"]): Answer => ({
  status: 200,
  body,
  ...(headers !== undefined && { headers }),
});
export const created = (body: unknown): Answer => ({ status: 201, body });

/** Resolves with a site by its name, or with null when there is none. */
export type FindSite = (name: string) => Promise<Site | null>;

/** Creates handlers of endpoints with `:site` in their path. They throw UnknownSite when there is no such site. */
export function createForSite(find: FindSite) {
  return function forSite(load: (site: Site, request: FastifyRequest) => Promise<Answer>) {
    return async function handle(request: FastifyRequest): Promise<Answer> {
      const { site: name } = request.params as { site: string };
      const site = await find(name);
      if (site === null) throw new UnknownSite(name);
      return load(site, request);
    };
  };
}

/** Returns a parameter of the path. */
export const pathParam = ({ params }: FastifyRequest, name: string): string =>
  (params as Readonly<Record<string, string>>)[name] ?? "";
