import type { BackupCodes, TwoFactorOffer } from "@millrace/protocol";
import type { FastifyRequest } from "fastify";
import { useCodeOnce } from "../../accounts/use-code-once.ts";
import { BadRequest, Conflict, WrongCredentials } from "../../domain/errors.ts";
import type { AccountLinks } from "../../ports/account-links.ts";
import type {
  AuthenticationReply,
  AuthenticationStep,
  AuthenticationSteps,
} from "../../ports/authentication.ts";
import { ok } from "../serve/answer.ts";
import type { Handlers } from "../serve/handlers.ts";
import { readBody } from "../serve/json-body.ts";
import { authenticationRequest, personOf } from "./callers.ts";
import { CREDENTIAL_BODIES as BODIES } from "./credential-schemas.ts";
import type { TWO_FACTOR } from "./endpoints/two-factor.ts";
import { completeSignIn, noteFailedSignIn, type SignInsDeps, withCookies } from "./sign-ins.ts";

export interface TwoFactorDeps extends Omit<SignInsDeps, "links"> {
  readonly links: AccountLinks;
}

/** Creates the handlers of second factors. */
export function createTwoFactorHandlers(deps: TwoFactorDeps): Handlers<typeof TWO_FACTOR> {
  const { authentication, actors, limitAttempts, deviceOf } = deps;
  const giveCode = createGiveCode(deps);

  async function run<Step extends AuthenticationStep>(
    step: Step,
    body: AuthenticationSteps[Step],
    request: FastifyRequest,
  ): Promise<AuthenticationReply> {
    return (await authentication()).run(step, body, authenticationRequest(request, deviceOf));
  }

  /** Runs a step that the person's password is checked for. */
  async function withPassword(
    step: "begin two-factor" | "end two-factor" | "new backup codes",
    request: FastifyRequest,
  ): Promise<AuthenticationReply> {
    const { email } = personOf(request);
    const { current_password: password } = readBody(request, BODIES.OwnPassword);
    const attempt = { what: "sign in", account: email, address: request.facts.address };
    const { reply } = await limitAttempts(attempt, async () => {
      const reply = await run(step, { password }, request);
      return { reply, succeeded: reply.body.code !== "INVALID_PASSWORD" };
    });
    if (reply.body.code === "INVALID_PASSWORD") throw new BadRequest("current_password is wrong");
    return reply;
  }

  return {
    giveSecondFactor: giveCode,

    async beginTwoFactor(request) {
      const { status, body } = await withPassword("begin two-factor", request);
      if (status !== 200) throw new Conflict("two-factor authentication is on already");
      const offer = { uri: String(body.totpURI), backup_codes: body.backupCodes as readonly string[] };
      return ok(offer satisfies TwoFactorOffer, { "cache-control": "no-store" });
    },

    async finishTwoFactor(request) {
      const { userId } = personOf(request);
      const { code } = readBody(request, BODIES.TwoFactorCode);
      const attempt = { what: "finish two-factor", account: userId, address: request.facts.address };
      const { reply } = await limitAttempts(attempt, async () => {
        const reply = await run("finish two-factor", { code }, request);
        return { reply, succeeded: reply.status === 200 };
      });
      if (reply.status !== 200) throw new BadRequest("code is wrong: is the clock of your device right?");
      await useCodeOnce(userId, code, deps);
      await actors.changed();
      return ok({ enabled: true }, withCookies(reply));
    },

    async endTwoFactor(request) {
      const reply = await withPassword("end two-factor", request);
      if (reply.status !== 200) throw new BadRequest("two-factor authentication is off already");
      await actors.changed();
      return ok({ disabled: true }, withCookies(reply));
    },

    async newBackupCodes(request) {
      const { status, body } = await withPassword("new backup codes", request);
      if (status !== 200) throw new BadRequest("two-factor authentication is off");
      const codes = { backup_codes: body.backupCodes as readonly string[] };
      return ok(codes satisfies BackupCodes, { "cache-control": "no-store" });
    },
  };
}

/** Completes a sign-in that waits for a code. */
function createGiveCode(deps: TwoFactorDeps): Handlers<typeof TWO_FACTOR>["giveSecondFactor"] {
  const { people, authentication, limitAttempts, deviceOf } = deps;

  /** Returns whether the reply is a sign-in whose code was not used before. Ends one whose code was. */
  async function isFirstUse({ body }: AuthenticationReply, code: string): Promise<boolean> {
    const { id } = body.user as { readonly id: string };
    if (await useCodeOnce(id, code, deps)) return true;
    const made = await people.findSignIn(String(body.token), deps.clock.now());
    if (made !== null) await people.endSignIn(made.userId, made.id);
    return false;
  }

  return async function giveSecondFactor(request) {
    const { code, backup_code } = readBody(request, BODIES.SecondFactor);
    const given = code ?? backup_code;
    if (given === undefined || (code !== undefined && backup_code !== undefined))
      throw new BadRequest("either code or backup_code is required");
    const step = code === undefined ? "backup code" : "second factor";
    const waiting = /millrace\.two_factor=([^;]*)/.exec(request.headers.cookie ?? "")?.[1] ?? "";
    const attempt = { what: "second factor", account: waiting, address: request.facts.address };
    const { reply, succeeded } = await limitAttempts(attempt, async () => {
      const { run, whoWaits } = await authentication();
      const asked = authenticationRequest(request, deviceOf);
      // Known until a code was right.
      const userId = await whoWaits(waiting, asked);
      const reply = await run(step, { code: given }, asked);
      const succeeded = reply.status === 200 && (await isFirstUse(reply, given));
      if (!succeeded && userId !== null) noteFailedSignIn(request, await people.findPerson(userId));
      return { reply, succeeded };
    });
    if (!succeeded) throw new WrongCredentials(WRONG);
    return completeSignIn(request, reply, deps);
  };
}

const WRONG = "the code is wrong, was used, or came too late: wait for the next one, or sign in again";
