import type { AuditAction, OidcDone, OidcStart, SignInMethods } from "@millrace/protocol";
import type { FastifyRequest } from "fastify";
import type { CheckOwnPassword } from "../../accounts/check-own-password.ts";
import { nameOf } from "../../accounts/record-audit.ts";
import type { createSignInByProvider } from "../../accounts/sign-in-by-provider.ts";
import { BadRequest, Conflict, NotFound, WrongCredentials } from "../../domain/errors.ts";
import type { Identities } from "../../ports/identities.ts";
import type { IdentityProvider } from "../../ports/identity-provider.ts";
import type { Passkeys } from "../../ports/passkeys.ts";
import { type Answer, ok } from "../serve/answer.ts";
import { noteAudit } from "../serve/audit-changes.ts";
import type { Handlers } from "../serve/handlers.ts";
import { readBody } from "../serve/json-body.ts";
import { authenticationRequest, personOf } from "./callers.ts";
import { CREDENTIAL_BODIES as BODIES } from "./credential-schemas.ts";
import type { OIDC } from "./endpoints/oidc.ts";
import { createOidcCookie } from "./oidc-cookie.ts";
import { completeSignIn, type SignInsDeps } from "./sign-ins.ts";

export interface OidcDeps extends SignInsDeps {
  /** Null: none is set. */
  readonly identityProvider: IdentityProvider | null;
  /** Signs the cookie of those who are at the provider. */
  readonly oidcSecret: string;
  readonly byProvider: ReturnType<typeof createSignInByProvider>;
  readonly identities: Identities;
  readonly passkeys: Pick<Passkeys, "listPasskeys">;
  readonly checkOwnPassword: CheckOwnPassword;
  readonly pageUrl: (path: string) => Promise<string>;
}

const PAGE = "/sign-in/oidc";

/** Creates the handlers of signing in with an OpenID Connect provider. */
export function createOidcHandlers(deps: OidcDeps): Handlers<typeof OIDC> {
  const { checkOwnPassword, limitAttempts, clock, pageUrl } = deps;
  const cookie = createOidcCookie(deps.oidcSecret, clock);

  function provider(): IdentityProvider {
    if (deps.identityProvider !== null) return deps.identityProvider;
    throw new NotFound("no OpenID Connect provider is set: the operator sets OIDC_ISSUER");
  }

  async function start(request: FastifyRequest, userId: string | null): Promise<Answer> {
    const { url, attempt } = await provider().begin(await pageUrl(PAGE));
    const headers = { "cache-control": "no-store", "set-cookie": [cookie.write(request, attempt, userId)] };
    return ok({ url } satisfies OidcStart, headers);
  }

  return {
    ...createMethodHandlers(deps, provider),
    startOidc: (request) => start(request, null),

    async startOidcLink(request) {
      const person = personOf(request);
      const { current_password } = readBody(request, BODIES.OwnPasswordIfAny);
      await checkOwnPassword(person, current_password, request.facts.address);
      return start(request, person.userId);
    },

    async finishOidc(request) {
      const { code, state } = readBody(request, BODIES.OidcCallback);
      const kept = cookie.read(request, state);
      if (kept === null)
        throw new BadRequest("this browser did not start here, or ten minutes ago: try again from the start");
      const attempt = { what: "oidc", account: state, address: request.facts.address };
      const { identity } = await limitAttempts(attempt, async () => ({
        identity: await provider().finish(code, await pageUrl(PAGE), kept),
        succeeded: true,
      }));
      const { id } = provider();
      if (kept.userId === null) {
        const { userId, action } = await deps.byProvider.findOrCreate(id, identity);
        if (action !== null) await noteFirstUse(request, action, userId, deps);
        return signInAs(request, userId, deps, cookie.remove(request));
      }
      // Somebody else may have signed in since.
      if (personOf(request).userId !== kept.userId)
        throw new BadRequest("you are signed in to another account: try again from the start");
      await deps.byProvider.link(kept.userId, id, identity.subject);
      noteAudit(request, { action: "provider linked" });
      return ok({ state: "linked" } satisfies OidcDone, { "set-cookie": [cookie.remove(request)] });
    },
  };
}

/** Creates the handlers of a person's own ways to sign in. */
function createMethodHandlers(
  deps: OidcDeps,
  provider: () => IdentityProvider,
): Pick<Handlers<typeof OIDC>, "readSignInMethods" | "unlinkOidc"> {
  const { identities, passkeys, people, checkOwnPassword } = deps;
  return {
    async unlinkOidc(request) {
      const person = personOf(request);
      const { current_password } = readBody(request, BODIES.OwnPasswordIfAny);
      await checkOwnPassword(person, current_password, request.facts.address);
      const hasOther =
        (await people.passwordHash(person.userId)) !== null ||
        (await passkeys.listPasskeys(person.userId)).length > 0;
      if (!hasOther)
        throw new Conflict("you could not sign in any more: set a password by `forgotten password` first");
      if (!(await identities.unlinkIdentity(person.userId, provider().id)))
        throw new NotFound("your account is not linked to the provider");
      return ok({ unlinked: true });
    },

    async readSignInMethods(request) {
      const { userId } = personOf(request);
      const { identityProvider } = deps;
      const methods: SignInMethods = {
        password: (await people.passwordHash(userId)) !== null,
        two_factor: (await people.findPerson(userId))?.hasTwoFactor ?? false,
        passkeys: (await passkeys.listPasskeys(userId)).length,
        oidc: identityProvider !== null && (await identities.hasIdentity(userId, identityProvider.id)),
      };
      return ok(methods);
    },
  };
}

/** Notes that an identity opens an account from now on. */
async function noteFirstUse(
  request: FastifyRequest,
  action: AuditAction,
  userId: string,
  { people }: Pick<OidcDeps, "people">,
): Promise<void> {
  const person = await people.findPerson(userId);
  const name = person === null ? null : nameOf(person);
  noteAudit(request, { action, actor: { kind: "person", id: userId, name, signInId: null } });
}

async function signInAs(
  request: FastifyRequest,
  userId: string,
  deps: OidcDeps,
  removal: string,
): Promise<Answer> {
  const { run } = await deps.authentication();
  const reply = await run("sign in as", { userId }, authenticationRequest(request, deps.deviceOf));
  if (reply.status !== 200) throw new WrongCredentials("this account is disabled");
  return completeSignIn(request, { ...reply, cookies: [...reply.cookies, removal] }, deps);
}
