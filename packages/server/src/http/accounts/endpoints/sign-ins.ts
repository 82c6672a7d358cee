import { defineEndpoints } from "../../serve/endpoint.ts";
import { done, json, pathParameter, ref, replies } from "../../serve/openapi.ts";

const tag = "Accounts";

/** Signing in and out, and where one is signed in. */
export const SIGN_INS = defineEndpoints({
  signIn: {
    method: "POST",
    path: "/api/v1/sign-in",
    access: "public",
    role: "api",
    audit: ["signed in", "sign-in failed"],
    openapi: {
      tag,
      summary: "Signs in with a password",
      description:
        "Sets a cookie. Unknown addresses and wrong passwords get the same reply. Repeated failures have to wait, by account and by address.",
      body: json(ref("SignIn"), {
        email: "ada@example.com",
        password: "a long sentence is easy to remember",
      }),
      replies: replies(
        json(ref("SignedIn")),
        "Signed in, or a second factor is needed",
        400,
        401,
        413,
        415,
        429,
        503,
      ),
    },
  },
  signOut: {
    method: "DELETE",
    path: "/api/v1/sign-in",
    access: "person",
    role: "api",
    openapi: { tag, summary: "Signs out", replies: replies(done("signed_out"), "Signed out", 503) },
  },
  listSignIns: {
    method: "GET",
    path: "/api/v1/sign-ins",
    access: "person",
    role: "api",
    openapi: {
      tag,
      summary: "Lists where one is signed in",
      replies: replies(json(ref("SignInList")), "Last used first", 503),
    },
  },
  endOtherSignIns: {
    method: "DELETE",
    path: "/api/v1/sign-ins",
    access: "person",
    role: "api",
    audit: "signed out elsewhere",
    openapi: {
      tag,
      summary: "Signs out everywhere else",
      replies: replies(
        json({ type: "object", properties: { ended: { type: "integer" } } }),
        "How many sign-ins ended",
        503,
      ),
    },
  },
  endSignIn: {
    method: "DELETE",
    path: "/api/v1/sign-ins/:id",
    access: "person",
    role: "api",
    audit: "sign-in ended",
    openapi: {
      tag,
      summary: "Ends one of one's sign-ins",
      parameters: [pathParameter("id", "Id of the sign-in.", "k3J9")],
      replies: replies(done("ended"), "Ended", 404, 503),
    },
  },
  changePassword: {
    method: "POST",
    path: "/api/v1/me/password",
    access: "person",
    role: "api",
    audit: "password changed",
    openapi: {
      tag,
      summary: "Changes one's password",
      description: "Signs out everywhere else.",
      body: json(ref("PasswordChange"), {
        current_password: "a long sentence is easy to remember",
        new_password: "another long sentence",
      }),
      replies: replies(done("changed"), "Changed", 400, 401, 413, 415, 429, 503),
    },
  },
});
