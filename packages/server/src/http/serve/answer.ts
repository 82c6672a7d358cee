import type { FastifyReply, FastifyRequest } from "fastify";
import type { Site } from "../../domain/site/site.ts";
import type { Log } from "../../ports/log.ts";
import { failureOf } from "./failure.ts";
import { sendFailure } from "./server.ts";

/** What a request is answered with, as JSON. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export const ok = (body: unknown): Answer => ({ status: 200, body });
export const made = (body: unknown): Answer => ({ status: 201, body });
export const notFound = (error: string): Answer => ({ status: 404, body: { error } });
export const conflict = (error: string): Answer => ({ status: 409, body: { error } });

/** Makes a handler of what is to be answered; what it throws is told by `{"error"}`. */
export function createAnswer({ log }: { readonly log: Log }) {
  return function answer(load: (request: FastifyRequest) => Promise<Answer>) {
    return async function handle(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
      try {
        const { status, body } = await load(request);
        return await reply.code(status).send(body);
      } catch (error) {
        return sendFailure(failureOf(error, log), reply, ({ message, suggestion }) => ({
          error: message,
          ...(suggestion !== undefined && { suggestion }),
        }));
      }
    };
  };
}

export interface SiteAnswerDeps {
  readonly find: (name: string) => Promise<Site | null>;
  readonly log: Log;
}

/** Like createAnswer, for routes with `:site` in them: 404 where there is no such site. */
export function createSiteAnswer({ find, log }: SiteAnswerDeps) {
  const answer = createAnswer({ log });
  return function answerForSite(load: (site: Site, request: FastifyRequest) => Promise<Answer>) {
    return answer(async (request) => {
      const { site: name } = request.params as { site: string };
      const site = await find(name);
      return site === null ? notFound(`there is no site ${JSON.stringify(name)}`) : load(site, request);
    });
  };
}
