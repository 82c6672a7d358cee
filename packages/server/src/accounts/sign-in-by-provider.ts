import type { AuditAction } from "@millrace/protocol";
import { Conflict, NotAllowed } from "../domain/errors.ts";
import type { Clock } from "../ports/clock.ts";
import type { Identities } from "../ports/identities.ts";
import type { Identity } from "../ports/identity-provider.ts";
import type { People } from "../ports/people.ts";
import { checkSignUp, type SignUpRule } from "./sign-up.ts";

export interface SignInByProviderDeps {
  readonly people: Pick<People, "findPersonByEmail" | "hasPeople">;
  readonly identities: Identities;
  readonly signUp: SignUpRule;
  readonly clock: Clock;
}

interface OpenedByProvider {
  readonly userId: string;
  readonly action: Extract<AuditAction, "account created" | "provider linked"> | null;
}

/** Finds out whose account an identity of a provider opens. */
export function createSignInByProvider(deps: SignInByProviderDeps) {
  const { people, identities, signUp, clock } = deps;

  async function create(provider: string, email: string, { subject, name }: Identity): Promise<string> {
    const person = { provider, subject, email, name: name ?? email };
    if (signUp === "invite") {
      const joined = await identities.joinByIdentity(person, clock.now());
      if (joined !== null) return joined;
    }
    await checkSignUp(signUp, people);
    const made = await identities.createByIdentity(person);
    if (made === null) throw new Conflict("this e-mail address was just taken: try again");
    return made;
  }

  return {
    /**
     * Resolves with the id of the person. An address opens an account only if both sides have verified it: else whoever
     * states an address at the provider, or has stated it here, would get into the account of the other. It does not
     * replace a second factor. `action` is what this did besides. Throws NotAllowed with what to do.
     */
    async findOrCreate(provider: string, identity: Identity): Promise<OpenedByProvider> {
      const known = await identities.findIdentity({ provider, subject: identity.subject });
      if (known !== null) return { userId: known, action: null };
      const { email, emailVerified } = identity;
      if (email === null || !emailVerified)
        throw new NotAllowed(
          "the provider does not confirm your e-mail address: sign in in another way and link it in your profile",
        );
      const person = await people.findPersonByEmail(email);
      if (person === null)
        return { userId: await create(provider, email, identity), action: "account created" };
      if (!person.emailVerified || person.hasTwoFactor)
        throw new NotAllowed(
          "there is an account with your address: sign in to it and link the provider in your profile",
        );
      await link(person.id, provider, identity.subject);
      return { userId: person.id, action: "provider linked" };
    },
    link,
  };

  /** Throws Conflict when it belongs to somebody else. */
  async function link(userId: string, provider: string, subject: string): Promise<void> {
    if (!(await identities.linkIdentity(userId, { provider, subject })))
      throw new Conflict("this identity belongs to another account: unlink it there first");
  }
}
