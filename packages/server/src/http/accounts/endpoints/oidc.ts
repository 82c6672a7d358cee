import { defineEndpoints } from "../../serve/endpoint.ts";
import { done, json, ref, replies } from "../../serve/openapi.ts";

const tag = "Accounts";
const PUBLIC = { method: "POST", access: "public", role: "api" } as const;
const PERSON = { access: "person", role: "api" } as const;
const PASSWORD = json(ref("OwnPasswordIfAny"), { current_password: "a long sentence is easy to remember" });

/** Signing in with an OpenID Connect provider. */
export const OIDC = defineEndpoints({
  startOidc: {
    ...PUBLIC,
    path: "/api/v1/sign-in/oidc/start",
    openapi: {
      tag,
      summary: "Returns where to sign in with the provider",
      description:
        "Sets a cookie that the way back needs, valid for ten minutes. The provider sends the browser to the page /sign-in/oidc.",
      body: json({ type: "object" }, {}),
      replies: replies(json(ref("OidcStart")), "Where to go", 404, 503),
    },
  },
  finishOidc: {
    ...PUBLIC,
    path: "/api/v1/sign-in/oidc",
    audit: ["account created", "provider linked", "signed in"],
    openapi: {
      tag,
      summary: "Signs in with what the provider sent, or links one's account",
      description:
        "An account is found by a link that was made before, or by an address that both sides have verified. SIGN_UP says who gets a new one.",
      body: json(ref("OidcCallback"), { code: "from the address", state: "from the address" }),
      replies: replies(
        json(ref("OidcDone")),
        "Signed in or linked",
        400,
        401,
        403,
        404,
        409,
        413,
        415,
        429,
        503,
      ),
    },
  },
  startOidcLink: {
    ...PERSON,
    method: "POST",
    path: "/api/v1/me/oidc/start",
    openapi: {
      tag,
      summary: "Returns where to link one's account to the provider",
      body: PASSWORD,
      replies: replies(json(ref("OidcStart")), "Where to go", 400, 404, 413, 415, 429, 503),
    },
  },
  unlinkOidc: {
    ...PERSON,
    method: "DELETE",
    path: "/api/v1/me/oidc",
    audit: "provider unlinked",
    openapi: {
      tag,
      summary: "Unlinks one's account from the provider",
      body: PASSWORD,
      replies: replies(done("unlinked"), "Unlinked", 400, 404, 409, 413, 415, 429, 503),
    },
  },
  readSignInMethods: {
    ...PERSON,
    method: "GET",
    path: "/api/v1/me/sign-in-methods",
    openapi: {
      tag,
      summary: "Returns how one may sign in",
      replies: replies(json(ref("SignInMethods")), "The methods", 503),
    },
  },
});
