import { querySchema } from "@millrace/protocol";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import { BadRequest } from "../../domain/errors.ts";
import { type Annotation, checkAnnotation } from "../../domain/site/annotation.ts";
import { checkLength, completeGoal, type Goal, MAX_NAME_LENGTH } from "../../domain/site/goal.ts";
import { namesSegment, type Segment } from "../../domain/site/segment.ts";
import type { Site } from "../../domain/site/site.ts";
import type { SiteAnnotations, SiteGoals, SiteSegments } from "../../ports/accounts.ts";
import { type Answer, createSiteAnswer, made, notFound, ok, type SiteAnswerDeps } from "../serve/answer.ts";
import { readBody } from "../serve/json-body.ts";

export interface SiteDataDeps extends SiteAnswerDeps {
  readonly accounts: SiteGoals & SiteSegments & SiteAnnotations;
}

const GOALS = "/api/v1/sites/:site/goals";
const SEGMENTS = "/api/v1/sites/:site/segments";
const ANNOTATIONS = "/api/v1/sites/:site/annotations";

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
const annotationSchema = z.strictObject({ date: z.string(), text });

/** What a site keeps beside its settings: `/api/v1/sites/<site>/goals`, `…/segments` and `…/annotations`. */
export function siteDataRoutes(server: FastifyInstance, deps: SiteDataDeps): void {
  goalRoutes(server, deps);
  segmentRoutes(server, deps);
  annotationRoutes(server, deps);
}

function goalRoutes(server: FastifyInstance, deps: SiteDataDeps): void {
  const { accounts } = deps;
  const answer = createSiteAnswer(deps);

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
  const answer = createSiteAnswer(deps);

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

function annotationRoutes(server: FastifyInstance, deps: SiteDataDeps): void {
  const { accounts } = deps;
  const answer = createSiteAnswer(deps);

  server.get(
    ANNOTATIONS,
    READER,
    answer(async (site) =>
      ok({ annotations: (await accounts.listAnnotations(site.id)).map(showAnnotation) }),
    ),
  );
  server.post(
    ANNOTATIONS,
    OPERATOR,
    answer(async (site, request) => {
      const annotation = readBody(request, annotationSchema);
      checkAnnotation(annotation);
      return made(showAnnotation(await accounts.createAnnotation(site.id, annotation)));
    }),
  );
  server.patch(
    `${ANNOTATIONS}/:id`,
    OPERATOR,
    answer(async (site, request) => {
      const { date, text } = readBody(request, annotationSchema.partial());
      const changes = { ...(date !== undefined && { date }), ...(text !== undefined && { text }) };
      checkAnnotation(changes);
      const annotation = await accounts.updateAnnotation(site.id, idOf(request), changes);
      return annotation === null ? missing("annotation", site, request) : ok(showAnnotation(annotation));
    }),
  );
  server.delete(
    `${ANNOTATIONS}/:id`,
    OPERATOR,
    answer(async (site, request) => {
      const isGone = await accounts.deleteAnnotation(site.id, idOf(request));
      return isGone ? ok(DELETED) : missing("annotation", site, request);
    }),
  );
}

function checkFilters(filters: readonly unknown[]): void {
  if (filters.length === 0) throw new BadRequest("filters: a segment needs at least one filter");
  const inner = filters.findIndex(namesSegment);
  if (inner >= 0) throw new BadRequest(`filters.${inner}: a segment can't be made of segments`);
}

const DELETED = { deleted: true };

function missing(what: string, site: Site, request: FastifyRequest): Answer {
  return notFound(
    `the site ${JSON.stringify(site.name)} has no ${what} ${JSON.stringify(paramsOf(request).id)}`,
  );
}

const paramsOf = (request: FastifyRequest) => request.params as { id: string };

/** NaN for what is no number: no row has it. */
function idOf(request: FastifyRequest): number {
  const { id } = paramsOf(request);
  return /^[1-9]\d{0,9}$/.test(id) ? Number(id) : Number.NaN;
}

const showGoal = ({ id, name, event, page }: Goal) => ({ id, name, event, page });
const showSegment = ({ id, name, filters }: Segment) => ({ id, name, filters });
const showAnnotation = ({ id, date, text }: Annotation) => ({ id, date, text });

/** The routes above, for an edge that hands them on. */
export const SITE_DATA_ROUTES = [
  ...[GOALS, SEGMENTS, ANNOTATIONS].flatMap((url) => [
    { method: "GET", url, access: "reader" } as const,
    { method: "POST", url, access: "operator" } as const,
    { method: "DELETE", url: `${url}/:id`, access: "operator" } as const,
  ]),
  { method: "PATCH", url: `${ANNOTATIONS}/:id`, access: "operator" } as const,
];
