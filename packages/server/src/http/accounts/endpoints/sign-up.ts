import { defineEndpoints } from "../../serve/endpoint.ts";
import { done, json, ref, replies, repliesOfMaking } from "../../serve/openapi.ts";

const tag = "Accounts";
const PUBLIC = { method: "POST", access: "public", role: "api" } as const;

/** Accounts that people create themselves. */
export const SIGN_UP = defineEndpoints({
  signUp: {
    ...PUBLIC,
    path: "/api/v1/sign-up",
    openapi: {
      tag,
      summary: "Signs up",
      description:
        "Only where SIGN_UP is open. Sends a link that finishes it, which works once, for a day. Known and unknown addresses get the same reply after the same time.",
      body: json(ref("SignUp"), {
        name: "Ada",
        email: "ada@example.com",
        password: "a long sentence is easy to remember",
      }),
      replies: replies(done("requested"), "The mail is on its way", 400, 403, 413, 415, 429, 503),
    },
  },
  confirmSignUp: {
    ...PUBLIC,
    path: "/api/v1/sign-up/confirm",
    audit: ["account created", "signed in"],
    openapi: {
      tag,
      summary: "Finishes a sign-up",
      description:
        "Needs the link and the password that was chosen. Creates the account with a team of its own, and signs in.",
      body: json(ref("SignUpConfirmation"), {
        token: "what follows # in the link",
        password: "a long sentence is easy to remember",
      }),
      replies: repliesOfMaking(
        json(ref("SignedIn")),
        "Created and signed in",
        400,
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
});
