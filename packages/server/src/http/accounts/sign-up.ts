import { inEqualTime } from "../../accounts/in-equal-time.ts";
import { nameOf } from "../../accounts/record-audit.ts";
import { checkSignUp, type createSignUp, type SignUpRule } from "../../accounts/sign-up.ts";
import type { People } from "../../ports/people.ts";
import { ok } from "../serve/answer.ts";
import { noteAudit } from "../serve/audit-changes.ts";
import type { Handlers } from "../serve/handlers.ts";
import { readBody } from "../serve/json-body.ts";
import { CREDENTIAL_BODIES as BODIES } from "./credential-schemas.ts";
import type { SIGN_UP } from "./endpoints/sign-up.ts";
import { createSignIn, type SignInsDeps } from "./sign-ins.ts";

export interface SignUpHandlersDeps extends SignInsDeps {
  readonly people: People;
  readonly signUp: SignUpRule;
  readonly signingUp: ReturnType<typeof createSignUp>;
}

/** Creates the handlers of sign-up. */
export function createSignUpHandlers(deps: SignUpHandlersDeps): Handlers<typeof SIGN_UP> {
  const { people, signUp, signingUp, authentication, limitAttempts } = deps;
  const signIn = createSignIn(deps);
  return {
    async signUp(request) {
      await checkSignUp(signUp, people);
      const { team, language, ...asked } = readBody(request, BODIES.SignUp);
      const optional = { ...(team !== undefined && { team }), ...(language !== undefined && { language }) };
      const { address } = request.facts;
      const attempt = { what: "sign up", account: asked.email, address, sendsMail: true } as const;
      await inEqualTime(() =>
        limitAttempts(attempt, async () => {
          await signingUp.request({ ...asked, ...optional }, await authentication());
          return { succeeded: false };
        }),
      );
      return ok({ requested: true });
    },

    async confirmSignUp(request) {
      const { token, password } = readBody(request, BODIES.SignUpConfirmation);
      const attempt = { what: "confirm sign-up", account: token, address: request.facts.address };
      const { email, name, userId } = await limitAttempts(attempt, async () => ({
        ...(await signingUp.confirm(token, password, await authentication())),
        succeeded: true,
      }));
      const who = { kind: "person", id: userId, name: nameOf({ name, email }), signInId: null } as const;
      noteAudit(request, { action: "account created", actor: who });
      return { ...(await signIn(request, { email, password })), status: 201 };
    },
  };
}
