import { defineEndpoints } from "../../serve/endpoint.ts";
import { done, json, ref, replies } from "../../serve/openapi.ts";

const tag = "Accounts";

/** The end of an account. */
export const DELETION = defineEndpoints({
  readDeletion: {
    method: "GET",
    path: "/api/v1/me/deletion",
    access: "person",
    role: "api",
    openapi: {
      tag,
      summary: "Returns what would go with one's account",
      replies: replies(json(ref("AccountDeletionPreview")), "What goes", 503),
    },
  },
  deleteAccount: {
    method: "DELETE",
    path: "/api/v1/me",
    access: "person",
    role: "api",
    audit: "account deleted",
    openapi: {
      tag,
      summary: "Deletes one's account",
      description:
        "With the teams that nobody else is in, and their sites. Teams with other members have to be transferred first.",
      body: json(ref("AccountDeletion"), {
        confirm: "ada@example.com",
        current_password: "a long sentence is easy to remember",
      }),
      replies: replies(done("deleted"), "Deleted", 400, 409, 413, 415, 429, 503),
    },
  },
});
