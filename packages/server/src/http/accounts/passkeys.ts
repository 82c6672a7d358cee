import type { PasskeyList } from "@millrace/protocol";
import type { CheckOwnPassword } from "../../accounts/check-own-password.ts";
import { BadRequest, NotFound, WrongCredentials } from "../../domain/errors.ts";
import type { Passkeys } from "../../ports/passkeys.ts";
import { created, ok, pathParam } from "../serve/answer.ts";
import { noteAudit } from "../serve/audit-changes.ts";
import type { Handlers } from "../serve/handlers.ts";
import { readBody } from "../serve/json-body.ts";
import { authenticationRequest, personOf } from "./callers.ts";
import { CREDENTIAL_BODIES as BODIES } from "./credential-schemas.ts";
import type { PASSKEYS } from "./endpoints/passkeys.ts";
import { completeSignIn, type SignInsDeps, withCookies } from "./sign-ins.ts";

export interface PasskeysDeps extends SignInsDeps {
  readonly passkeys: Passkeys;
  readonly checkOwnPassword: CheckOwnPassword;
}

/** Creates the handlers of passkeys. */
export function createPasskeyHandlers(deps: PasskeysDeps): Handlers<typeof PASSKEYS> {
  const { people, passkeys, checkOwnPassword, authentication, limitAttempts, deviceOf } = deps;
  return {
    async listPasskeys(request) {
      const found = await passkeys.listPasskeys(personOf(request).userId);
      const list = found.map(({ id, name, createdAt }) => ({
        id,
        name,
        created_at: new Date(createdAt).toISOString(),
      }));
      return ok({ passkeys: list } satisfies PasskeyList);
    },

    async offerPasskey(request) {
      const { current_password } = readBody(request, BODIES.OwnPasswordIfAny);
      await checkOwnPassword(personOf(request), current_password, request.facts.address);
      const { run } = await authentication();
      const reply = await run("offer passkey", {}, authenticationRequest(request, deviceOf));
      return { status: reply.status, body: reply.body, headers: withCookies(reply) };
    },

    async addPasskey(request) {
      const { name, response } = readBody(request, BODIES.NewPasskey);
      const { run } = await authentication();
      const asked = authenticationRequest(request, deviceOf);
      const reply = await run("add passkey", { name, response }, asked);
      if (reply.status !== 200)
        throw new BadRequest(
          "the passkey was not accepted: it must verify its user; try again from the start",
        );
      noteAudit(request, { target: name });
      return created({ added: true });
    },

    async renamePasskey(request) {
      const { name } = readBody(request, BODIES.PasskeyName);
      if (!(await passkeys.renamePasskey(personOf(request).userId, pathParam(request, "id"), name)))
        throw new NotFound("there is no such passkey");
      return ok({ changed: true });
    },

    async removePasskey(request) {
      const { userId } = personOf(request);
      const id = pathParam(request, "id");
      const known = await passkeys.listPasskeys(userId);
      if (!(await passkeys.removePasskey(userId, id))) throw new NotFound("there is no such passkey");
      noteAudit(request, { target: known.find((one) => one.id === id)?.name ?? null });
      return ok({ removed: true });
    },

    async askForPasskey(request) {
      if (!(await people.hasPeople())) throw new NotFound("this instance has no accounts yet");
      const { run } = await authentication();
      const reply = await run("ask for passkey", {}, authenticationRequest(request, deviceOf));
      const body = { ...reply.body, userVerification: "required" };
      return { status: reply.status, body, headers: withCookies(reply) };
    },

    async signInByPasskey(request) {
      const { response } = readBody(request, BODIES.PasskeySignIn);
      const id = String(response.id).slice(0, 1000);
      const attempt = { what: "passkey", account: id, address: request.facts.address };
      const { reply } = await limitAttempts(attempt, async () => {
        const { run } = await authentication();
        const reply = await run("sign in by passkey", { response }, authenticationRequest(request, deviceOf));
        return { reply, succeeded: reply.status === 200 };
      });
      if (reply.status !== 200) throw new WrongCredentials("this passkey is not known here");
      return completeSignIn(request, reply, deps);
    },
  };
}
