import { querySchema } from "@millrace/protocol";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { BadRequest } from "../domain/errors.ts";
import { checkLength, completeGoal, type Goal, MAX_NAME_LENGTH } from "../domain/goal.ts";
import { namesSegment, type Segment } from "../domain/segment.ts";
import type { Site } from "../domain/site.ts";
import type { SiteGoals, SiteSegments } from "../ports/accounts.ts";
import type { Log } from "../ports/log.ts";
import { sentenceOf } from "../reports/read-query.ts";
import { BodyFault, readJson } from "./body.ts";
import { failureOf } from "./failure.ts";
import { sendFailure } from "./server.ts";

export interface SiteDataDeps {
  readonly find: (name: string) => Promise<Site | null>;
  readonly accounts: SiteGoals & SiteSegments;
  readonly log: Log;
}

const GOALS = "/api/v1/sites/:site/goals";
const SEGMENTS = "/api/v1/sites/:site/segments";

const READER = { config: { access: "reader" } } as const;
const OPERATOR = { config: { access: "operator" } } as const;

/** A text that PostgreSQL and SQLite keep alike. */
const text = z.string().transform((value) => value.toWellFormed());
const goalSchema = z.strictObject({
  name: text.nullish(),
  event: text.nullish(),
  page: text.nullish(),
});
const segmentSchema = z.strictObject({ name: text, filters: querySchema.shape.filters });

/** What a site keeps beside its settings: `/api/v1/sites/<site>/goals` and `…/segments`. */
export function siteDataRoutes(server: FastifyInstance, deps: SiteDataDeps): void {
  goalRoutes(server, deps);
  segmentRoutes(server, deps);
}

function goalRoutes(server: FastifyInstance, deps: SiteDataDeps): void {
  const { accounts } = deps;
  const answer = createAnswer(deps);

  server.get(
    GOALS,
    READER,
    answer(async (site) => ok({ goals: (await accounts.listGoals(site.id)).map(showGoal) })),
  );
  server.post(
    GOALS,
    OPERATOR,
    answer(async (site, request) => {
      const goal = completeGoal(readBody(request, goalSchema));
      return made(showGoal(await accounts.createGoal(site.id, goal)));
    }),
  );
  server.delete(
    `${GOALS}/:id`,
    OPERATOR,
    answer(async (site, request) => {
      const id = idOf(request);
      return (await accounts.deleteGoal(site.id, id)) ? ok(DELETED) : missing("goal", site, request);
    }),
  );
}

function segmentRoutes(server: FastifyInstance, deps: SiteDataDeps): void {
  const { accounts } = deps;
  const answer = createAnswer(deps);

  server.get(
    SEGMENTS,
    READER,
    answer(async (site) => ok({ segments: (await accounts.listSegments(site.id)).map(showSegment) })),
  );
  server.post(
    SEGMENTS,
    OPERATOR,
    answer(async (site, request) => {
      const segment = readBody(request, segmentSchema);
      checkLength("name", segment.name, MAX_NAME_LENGTH);
      checkFilters(segment.filters);
      return made(showSegment(await accounts.createSegment(site.id, segment)));
    }),
  );
  server.delete(
    `${SEGMENTS}/:id`,
    OPERATOR,
    answer(async (site, request) => {
      const id = idOf(request);
      return (await accounts.deleteSegment(site.id, id)) ? ok(DELETED) : missing("segment", site, request);
    }),
  );
}

function checkFilters(filters: readonly unknown[]): void {
  if (filters.length === 0) throw new BadRequest("filters: a segment needs at least one filter");
  const inner = filters.findIndex(namesSegment);
  if (inner >= 0) throw new BadRequest(`filters.${inner}: a segment can't be made of segments`);
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const DELETED = { deleted: true };
const ok = (body: unknown): Answer => ({ status: 200, body });
const made = (body: unknown): Answer => ({ status: 201, body });
const notFound = (error: string): Answer => ({ status: 404, body: { error } });

function missing(what: string, site: Site, request: FastifyRequest): Answer {
  return notFound(
    `the site ${JSON.stringify(site.name)} has no ${what} ${JSON.stringify(paramsOf(request).id)}`,
  );
}

/** Makes a handler of what is to be answered for a site that is there. */
function createAnswer({ find, log }: SiteDataDeps) {
  return function answer(load: (site: Site, request: FastifyRequest) => Promise<Answer>) {
    async function answerFor(request: FastifyRequest): Promise<Answer> {
      const { site: name } = paramsOf(request);
      const site = await find(name);
      return site === null ? notFound(`there is no site ${JSON.stringify(name)}`) : load(site, request);
    }

    return async function handle(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
      try {
        const { status, body } = await answerFor(request);
        return await reply.code(status).send(body);
      } catch (error) {
        return sendFailure(failureOf(error, log), reply, ({ message }) => ({ error: message }));
      }
    };
  };
}

const paramsOf = (request: FastifyRequest) => request.params as { site: string; id: string };

/** NaN for what is no number: no row has it. */
function idOf(request: FastifyRequest): number {
  const { id } = paramsOf(request);
  return /^[1-9]\d{0,9}$/.test(id) ? Number(id) : Number.NaN;
}

/** Throws BodyFault. */
function readBody<Body>({ headers, body }: FastifyRequest, schema: z.ZodType<Body>): Body {
  // A page of any other site may send text, but has to ask first (and is refused) before it sends JSON.
  if (!/^application\/json\b/i.test(headers["content-type"] ?? ""))
    throw new BodyFault(415, "the content-type must be application/json");
  const parsed = schema.safeParse(readJson(body as Buffer | undefined));
  if (!parsed.success) throw new BodyFault(400, sentenceOf(parsed.error));
  return parsed.data;
}

const showGoal = ({ id, name, event, page }: Goal) => ({ id, name, event, page });
const showSegment = ({ id, name, filters }: Segment) => ({ id, name, filters });

/** The routes above, for an edge that hands them on. */
export const SITE_DATA_ROUTES = [GOALS, SEGMENTS].flatMap((url) => [
  { method: "GET", url, access: "reader" } as const,
  { method: "POST", url, access: "operator" } as const,
  { method: "DELETE", url: `${url}/:id`, access: "operator" } as const,
]);
