import { defineEndpoints } from "../../serve/endpoint.ts";
import { json, queryParameter, ref, replies, repliesOfMaking } from "../../serve/openapi.ts";

const tag = "Accounts";

/** Who asks, and the first account. */
export const ME = defineEndpoints({
  readMe: {
    method: "GET",
    path: "/api/v1/me",
    access: "public",
    role: "api",
    openapi: {
      tag,
      summary: "Returns who asks and what they may do",
      description:
        "`rights` are names of rules of access, as in `x-access`: those of the site and team that the request names.",
      parameters: [
        queryParameter("site", "Name of a site.", { example: "demo.example" }),
        queryParameter("team", "Id of a team.", { schema: { type: "integer" } }),
      ],
      replies: replies(json(ref("Me")), "Who asks", 503),
    },
  },
  changeProfile: {
    method: "PATCH",
    path: "/api/v1/me",
    access: "person",
    role: "api",
    openapi: {
      tag,
      summary: "Changes one's name, language, time zone and theme",
      body: json(ref("ProfileChanges"), { language: "de", theme: "dark" }),
      replies: replies(json(ref("Person")), "Changed", 400, 413, 415, 503),
    },
  },
  setUp: {
    method: "POST",
    path: "/api/v1/setup",
    access: "public",
    role: "api",
    audit: ["instance set up", "signed in"],
    openapi: {
      tag,
      summary: "Creates the first account",
      description:
        "Needs the link that the instance printed at its start, and signs in. The account operates the instance; its team gets every site that exists.",
      body: json(ref("SetUp"), {
        link: "what follows # in the link",
        name: "Ada",
        email: "ada@example.com",
        password: "a long sentence is easy to remember",
        team: "Example",
      }),
      replies: repliesOfMaking(json(ref("SignedIn")), "Created and signed in", 400, 404, 413, 415, 429, 503),
    },
  },
});
