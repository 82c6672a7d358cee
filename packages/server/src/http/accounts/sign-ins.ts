import type { SignedIn, SignInInfo } from "@millrace/protocol";
import type { FastifyRequest } from "fastify";
import type { Actors } from "../../accounts/actors.ts";
import { checkPassword } from "../../accounts/check-password.ts";
import { refuseInEqualTime } from "../../accounts/in-equal-time.ts";
import type { LimitAttempts } from "../../accounts/limit-attempts.ts";
import { type NotePasswordChangeDeps, notePasswordChange } from "../../accounts/note-password-change.ts";
import { NOBODY, nameOf } from "../../accounts/record-audit.ts";
import { BadRequest, NotFound, WrongCredentials } from "../../domain/errors.ts";
import type { Authentication, AuthenticationReply } from "../../ports/authentication.ts";
import type { Clock } from "../../ports/clock.ts";
import type { People, PersonRecord } from "../../ports/people.ts";
import { type Answer, ok, pathParam } from "../serve/answer.ts";
import { noteAudit } from "../serve/audit-changes.ts";
import { readCookie, signInCookie } from "../serve/guard/credentials.ts";
import type { Handlers } from "../serve/handlers.ts";
import { readBody } from "../serve/json-body.ts";
import { authenticationRequest, personOf } from "./callers.ts";
import type { SIGN_INS } from "./endpoints/sign-ins.ts";
import { BODIES } from "./schemas.ts";

export interface SignInsDeps extends Pick<NotePasswordChangeDeps, "links" | "mails"> {
  readonly people: People;
  /** Opened at the first use. */
  readonly authentication: () => Promise<Authentication>;
  readonly actors: Pick<Actors, "changed">;
  readonly limitAttempts: LimitAttempts;
  /** Returns a name for the list of sign-ins, such as `Firefox on Linux`. */
  readonly deviceOf: (userAgent: string) => string;
  readonly clock: Clock;
}

/** Signs in with a password. Throws WrongCredentials and TooManyAttempts. Replies are the same for unknown addresses. */
export function createSignIn(deps: SignInsDeps) {
  const { people, authentication, limitAttempts, deviceOf } = deps;

  return async function signIn(
    request: FastifyRequest,
    credentials: { readonly email: string; readonly password: string },
  ): Promise<Answer> {
    const { facts } = request;
    const { run } = await authentication();
    const attempt = { what: "sign in", account: credentials.email, address: facts.address };
    const { reply } = await refuseInEqualTime(() =>
      limitAttempts(attempt, async () => {
        const reply = await run("sign in", credentials, authenticationRequest(request, deviceOf));
        if (reply.status !== 200)
          noteFailedSignIn(request, await people.findPersonByEmail(credentials.email));
        return { reply, succeeded: reply.status === 200 };
      }),
    );
    if (reply.status !== 200) throw new WrongCredentials("the e-mail address or password is wrong");
    return completeSignIn(request, reply, deps);
  };
}

/** Notes it on the account that was meant. What strangers type is not kept. */
export function noteFailedSignIn(request: FastifyRequest, person: PersonRecord | null): void {
  if (person === null) return;
  const whom = { target: nameOf(person), targetUserId: person.id };
  noteAudit(request, { action: "sign-in failed", actor: NOBODY, ...whom });
}

/** Answers a sign-in that succeeded, or that waits for a second factor. */
export async function completeSignIn(
  request: FastifyRequest,
  reply: AuthenticationReply,
  { people, actors, clock }: Pick<SignInsDeps, "people" | "actors" | "clock">,
): Promise<Answer> {
  const { actor } = request;
  const token = tokenOf(reply, request.facts.isHttps);
  const made = token === null ? null : await people.findSignIn(token, clock.now());
  if (made !== null) {
    const who = { kind: "person", id: made.userId, name: nameOf(made), signInId: made.id } as const;
    noteAudit(request, { action: "signed in", actor: who });
  }
  // Whoever signs in again gets a new cookie; the one before ends with it.
  if (actor.kind === "person") await people.endSignIn(actor.userId, actor.signInId);
  await actors.changed();
  return ok({ state: stateOf(reply) } satisfies SignedIn, withCookies(reply));
}

/** Creates the handlers of signing in and out. */
export function createSignInHandlers(deps: SignInsDeps): Handlers<typeof SIGN_INS> {
  const { people, authentication, actors, limitAttempts, deviceOf, clock } = deps;
  const signIn = createSignIn(deps);
  return {
    signIn: async (request) => signIn(request, readBody(request, BODIES.SignIn)),

    async signOut(request) {
      const { userId, signInId } = personOf(request);
      const { run } = await authentication();
      const reply = await run("sign out", {}, authenticationRequest(request, deviceOf));
      await people.endSignIn(userId, signInId);
      await actors.changed();
      return ok({ signed_out: true }, withCookies(reply));
    },

    async listSignIns(request) {
      const { userId, signInId } = personOf(request);
      const found = await people.listSignIns(userId, clock.now());
      const signIns: SignInInfo[] = found.map(({ id, device, createdAt, usedAt }) => ({
        id,
        device,
        created_at: new Date(createdAt).toISOString(),
        used_at: new Date(usedAt).toISOString(),
        is_current: id === signInId,
      }));
      return ok({ sign_ins: signIns });
    },

    async endSignIn(request) {
      const { userId } = personOf(request);
      if (!(await people.endSignIn(userId, pathParam(request, "id"))))
        throw new NotFound("there is no such sign-in");
      await actors.changed();
      return ok({ ended: true });
    },

    async endOtherSignIns(request) {
      const { userId, signInId } = personOf(request);
      const ended = await people.endOtherSignIns(userId, signInId);
      await actors.changed();
      return ok({ ended });
    },

    async changePassword(request) {
      const { userId, signInId, name, email } = personOf(request);
      const body = readBody(request, BODIES.PasswordChange);
      await checkPassword(body.new_password, name, email);
      const { run } = await authentication();
      const passwords = { currentPassword: body.current_password, newPassword: body.new_password };
      const { reply } = await limitAttempts(
        { what: "sign in", account: email, address: request.facts.address },
        async () => {
          const reply = await run("change password", passwords, authenticationRequest(request, deviceOf));
          return { reply, succeeded: reply.status === 200 };
        },
      );
      if (reply.status !== 200) throw new BadRequest("current_password is wrong");
      await people.endOtherSignIns(userId, signInId);
      await notePasswordChange(userId, deps);
      await actors.changed();
      return ok({ changed: true });
    },
  };
}

/** Returns the token of the sign-in that a reply begins; null when it begins none. */
function tokenOf({ cookies }: AuthenticationReply, isHttps: boolean): string | null {
  const values = cookies.map((cookie) => readCookie(cookie, signInCookie(isHttps)) ?? "");
  const value = values.find((one) => one.includes("."));
  return value === undefined ? null : value.slice(0, value.lastIndexOf("."));
}

const stateOf = ({ body }: AuthenticationReply): SignedIn["state"] =>
  body.twoFactorRedirect === true ? "second factor" : "signed in";

/** Cookies of a person are for nobody between. */
export const withCookies = ({ cookies }: AuthenticationReply): NonNullable<Answer["headers"]> => ({
  "cache-control": "no-store",
  ...(cookies.length > 0 && { "set-cookie": cookies }),
});
