import { querySchema } from "@millrace/protocol";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { NotFound } from "../../domain/errors.ts";
import { type Annotation, checkAnnotation } from "../../domain/site/annotation.ts";
import { completeGoal, type Goal } from "../../domain/site/goal.ts";
import { checkSegment, type Segment } from "../../domain/site/segment.ts";
import type { Site } from "../../domain/site/site.ts";
import type { SiteAnnotations, SiteGoals, SiteSegments } from "../../ports/accounts.ts";
import { created, createForSite, type FindSite, ok, pathParam } from "../serve/answer.ts";
import type { Handlers } from "../serve/handlers.ts";
import { readBody } from "../serve/json-body.ts";
import type { SITE_DATA } from "./endpoints/site-data.ts";

export interface SiteDataDeps {
  readonly find: FindSite;
  readonly accounts: SiteGoals & SiteSegments & SiteAnnotations;
}

/** A text that PostgreSQL and SQLite store identically. */
const text = z.string().transform((value) => value.toWellFormed());
const goalSchema = z.strictObject({
  name: text.nullish(),
  event: text.nullish(),
  page: text.nullish(),
});
const segmentSchema = z.strictObject({ name: text, filters: querySchema.shape.filters });
const annotationSchema = z.strictObject({ date: z.string(), text });

/** Creates the handlers for what a site has besides its settings. */
export const createSiteDataHandlers = (deps: SiteDataDeps): Handlers<typeof SITE_DATA> => ({
  ...createGoalHandlers(deps),
  ...createSegmentHandlers(deps),
  ...createAnnotationHandlers(deps),
});

function createGoalHandlers({ find, accounts }: SiteDataDeps) {
  const forSite = createForSite(find);
  return {
    listGoals: forSite(async (site) => ok({ goals: (await accounts.listGoals(site.id)).map(showGoal) })),

    createGoal: forSite(async (site, request) => {
      const goal = completeGoal(readBody(request, goalSchema));
      return created(showGoal(await accounts.createGoal(site.id, goal)));
    }),

    deleteGoal: forSite(async (site, request) => {
      if (!(await accounts.deleteGoal(site.id, idOf(request)))) throw missing("goal", site, request);
      return ok(DELETED);
    }),
  };
}

function createSegmentHandlers({ find, accounts }: SiteDataDeps) {
  const forSite = createForSite(find);
  return {
    listSegments: forSite(async (site) =>
      ok({ segments: (await accounts.listSegments(site.id)).map(showSegment) }),
    ),

    createSegment: forSite(async (site, request) => {
      const segment = readBody(request, segmentSchema);
      checkSegment(segment);
      return created(showSegment(await accounts.createSegment(site.id, segment)));
    }),

    deleteSegment: forSite(async (site, request) => {
      if (!(await accounts.deleteSegment(site.id, idOf(request)))) throw missing("segment", site, request);
      return ok(DELETED);
    }),
  };
}

function createAnnotationHandlers({ find, accounts }: SiteDataDeps) {
  const forSite = createForSite(find);
  return {
    listAnnotations: forSite(async (site) =>
      ok({ annotations: (await accounts.listAnnotations(site.id)).map(showAnnotation) }),
    ),

    createAnnotation: forSite(async (site, request) => {
      const annotation = readBody(request, annotationSchema);
      checkAnnotation(annotation);
      return created(showAnnotation(await accounts.createAnnotation(site.id, annotation)));
    }),

    changeAnnotation: forSite(async (site, request) => {
      const { date, text } = readBody(request, annotationSchema.partial());
      const changes = { ...(date !== undefined && { date }), ...(text !== undefined && { text }) };
      checkAnnotation(changes);
      const annotation = await accounts.updateAnnotation(site.id, idOf(request), changes);
      if (annotation === null) throw missing("annotation", site, request);
      return ok(showAnnotation(annotation));
    }),

    deleteAnnotation: forSite(async (site, request) => {
      const isGone = await accounts.deleteAnnotation(site.id, idOf(request));
      if (!isGone) throw missing("annotation", site, request);
      return ok(DELETED);
    }),
  };
}

const DELETED = { deleted: true };

const missing = (what: string, site: Site, request: FastifyRequest) =>
  new NotFound(
    `the site ${JSON.stringify(site.name)} has no ${what} ${JSON.stringify(pathParam(request, "id"))}`,
  );

/** Returns NaN for what is no number: no row has that id. */
function idOf(request: FastifyRequest): number {
  const id = pathParam(request, "id");
  return /^[1-9]\d{0,9}$/.test(id) ? Number(id) : Number.NaN;
}

const showGoal = ({ id, name, event, page }: Goal) => ({ id, name, event, page });
const showSegment = ({ id, name, filters }: Segment) => ({ id, name, filters });
const showAnnotation = ({ id, date, text }: Annotation) => ({ id, date, text });
