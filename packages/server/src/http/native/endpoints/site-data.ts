import { defineEndpoints } from "../../serve/endpoint.ts";
import {
  json,
  type Parameter,
  pathParameter,
  ref,
  replies,
  repliesOfMaking,
  type Schema,
} from "../../serve/openapi.ts";

const tag = "Sites";
const SITE = pathParameter("site", "Name of the site.", "demo.example");
const GOALS = "/api/v1/sites/:site/goals";
const SEGMENTS = "/api/v1/sites/:site/segments";
const ANNOTATIONS = "/api/v1/sites/:site/annotations";
const READ = { access: "site:view", siteIn: "path:site", role: "api" } as const;
const CHANGE = { access: "site:edit", siteIn: "path:site", role: "api" } as const;
const MAKING_FAULTS = [400, 403, 404, 413, 415, 503] as const;

const id = (what: string): Parameter => pathParameter("id", `Id of the ${what}.`, "1");
const listOf = (name: string, one: string): Schema => ({
  type: "object",
  required: [name],
  properties: { [name]: { type: "array", items: ref(one) } },
});
const DELETED = replies(
  json({ type: "object", properties: { deleted: { const: true } } }),
  "Deleted",
  403,
  404,
  503,
);

/** What a site has besides its settings: goals, segments and annotations. */
export const SITE_DATA = defineEndpoints({
  listGoals: {
    ...READ,
    method: "GET",
    path: GOALS,
    openapi: {
      tag,
      summary: "Lists a site's goals",
      parameters: [SITE],
      replies: replies(json(listOf("goals", "Goal")), "By name", 404, 503),
    },
  },
  createGoal: {
    ...CHANGE,
    method: "POST",
    path: GOALS,
    openapi: {
      tag,
      summary: "Creates a goal",
      parameters: [SITE],
      body: json(ref("NewGoal"), { event: "Signup" }),
      replies: repliesOfMaking(json(ref("Goal")), "Created", ...MAKING_FAULTS),
    },
  },
  deleteGoal: {
    ...CHANGE,
    method: "DELETE",
    path: `${GOALS}/:id`,
    openapi: { tag, summary: "Deletes a goal", parameters: [SITE, id("goal")], replies: DELETED },
  },
  listSegments: {
    ...READ,
    method: "GET",
    path: SEGMENTS,
    openapi: {
      tag,
      summary: "Lists a site's segments",
      parameters: [SITE],
      replies: replies(json(listOf("segments", "Segment")), "By name", 404, 503),
    },
  },
  createSegment: {
    ...CHANGE,
    method: "POST",
    path: SEGMENTS,
    openapi: {
      tag,
      summary: "Creates a segment",
      parameters: [SITE],
      body: json(ref("NewSegment"), {
        name: "Neighbours",
        filters: [["is", "visit:country", ["DE", "PL"]]],
      }),
      replies: repliesOfMaking(json(ref("Segment")), "Created", ...MAKING_FAULTS),
    },
  },
  deleteSegment: {
    ...CHANGE,
    method: "DELETE",
    path: `${SEGMENTS}/:id`,
    openapi: { tag, summary: "Deletes a segment", parameters: [SITE, id("segment")], replies: DELETED },
  },
  listAnnotations: {
    ...READ,
    method: "GET",
    path: ANNOTATIONS,
    openapi: {
      tag,
      summary: "Lists a site's annotations",
      parameters: [SITE],
      replies: replies(json(listOf("annotations", "Annotation")), "By date", 404, 503),
    },
  },
  createAnnotation: {
    ...CHANGE,
    method: "POST",
    path: ANNOTATIONS,
    openapi: {
      tag,
      summary: "Creates an annotation",
      parameters: [SITE],
      body: json(ref("NewAnnotation"), { date: "2026-03-10", text: "New prices" }),
      replies: repliesOfMaking(json(ref("Annotation")), "Created", ...MAKING_FAULTS),
    },
  },
  changeAnnotation: {
    ...CHANGE,
    method: "PATCH",
    path: `${ANNOTATIONS}/:id`,
    openapi: {
      tag,
      summary: "Changes an annotation",
      parameters: [SITE, id("annotation")],
      body: json(ref("AnnotationChanges"), { text: "New prices, all plans" }),
      replies: replies(json(ref("Annotation")), "Changed", ...MAKING_FAULTS),
    },
  },
  deleteAnnotation: {
    ...CHANGE,
    method: "DELETE",
    path: `${ANNOTATIONS}/:id`,
    openapi: {
      tag,
      summary: "Deletes an annotation",
      parameters: [SITE, id("annotation")],
      replies: DELETED,
    },
  },
});
