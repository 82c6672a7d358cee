import type { InstanceState, Me, PersonInfo, TeamInfo } from "@millrace/protocol";
import { rightsOf } from "../../accounts/access.ts";
import type { Actors } from "../../accounts/actors.ts";
import { ADDRESS_FACT } from "../../accounts/page-url.ts";
import { nameOf } from "../../accounts/record-audit.ts";
import { setUpInstance } from "../../accounts/set-up-instance.ts";
import type { Actor } from "../../domain/access/actor.ts";
import { BadRequest } from "../../domain/errors.ts";
import { timeZoneName } from "../../domain/time-zone/time-zone.ts";
import type { IdentityProvider } from "../../ports/identity-provider.ts";
import type { People, PersonRecord } from "../../ports/people.ts";
import type { Teams } from "../../ports/teams.ts";
import { ok } from "../serve/answer.ts";
import { noteAudit } from "../serve/audit-changes.ts";
import type { Handlers } from "../serve/handlers.ts";
import { readBody } from "../serve/json-body.ts";
import { readTextParams } from "../serve/text-params.ts";
import { authenticationRequest, personOf } from "./callers.ts";
import type { ME } from "./endpoints/me.ts";
import { BODIES } from "./schemas.ts";
import { createSignIn, type SignInsDeps } from "./sign-ins.ts";

export interface MeDeps extends Omit<SignInsDeps, "people" | "actors"> {
  readonly people: People;
  readonly teams: Pick<Teams, "findTeams">;
  readonly actors: Actors;
  readonly signUp: Me["sign_up"];
  readonly identityProvider: IdentityProvider | null;
}

/** Creates the handlers of who asks, and of the first account. */
export function createMeHandlers(deps: MeDeps): Handlers<typeof ME> {
  const { people, teams, actors, signUp, identityProvider, authentication, limitAttempts } = deps;
  const signIn = createSignIn(deps);

  async function teamsOf(actor: Actor): Promise<readonly TeamInfo[]> {
    if (actor.kind !== "person") return [];
    const roles = new Map(actor.memberships.map(({ teamId, role }) => [teamId, role]));
    const found = await teams.findTeams([...roles.keys()]);
    return found.map((team) => ({ ...team, role: roles.get(team.id) ?? "viewer" }));
  }

  return {
    async readMe({ actor, query }) {
      const { site, team } = readTextParams(query);
      const subject = {
        ...(site !== undefined && { site: await actors.siteOwner(site) }),
        ...(team !== undefined && { teamId: Number(team) }),
      };
      const person = actor.kind === "person" ? await people.findPerson(actor.userId) : null;
      const me: Me = {
        instance: STATES[actor.kind] ?? "closed",
        sign_up: signUp,
        oidc_name: identityProvider?.name ?? null,
        person: person === null ? null : showPerson(person),
        teams: await teamsOf(actor),
        rights: rightsOf(actor, subject),
      };
      return ok(me, { "cache-control": "no-store" });
    },

    async changeProfile(request) {
      const { userId } = personOf(request);
      const { timezone, ...changes } = readBody(request, BODIES.ProfileChanges);
      const zone = timezone == null ? timezone : checkTimeZone(timezone);
      const given = { ...changes, timezone: zone };
      const defined = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
      const person = await people.changeProfile(userId, defined);
      if (person === null) throw new BadRequest("this account is gone");
      await actors.changed();
      return ok(showPerson(person));
    },

    async setUp(request) {
      const body = readBody(request, BODIES.SetUp);
      const attempt = { what: "set up", account: "", address: request.facts.address };
      const { userId } = await limitAttempts(attempt, async () => ({
        ...(await setUpInstance(body, people, await authentication())),
        succeeded: true,
      }));
      const who = { kind: "person", id: userId, name: nameOf(body), signInId: null } as const;
      noteAudit(request, { action: "instance set up", actor: who, target: body.team });
      // Links in mails lead here unless PUBLIC_URL says otherwise: whoever had the set-up link is no stranger.
      await people.instanceFact(ADDRESS_FACT, authenticationRequest(request, () => "").origin);
      await actors.changed();
      return { ...(await signIn(request, body)), status: 201 };
    },
  };
}

const STATES: Readonly<Partial<Record<Actor["kind"], InstanceState>>> = { open: "open", "no-account": "new" };

function checkTimeZone(text: string): string {
  const name = timeZoneName(text);
  if (name === "") throw new BadRequest("timezone is not an IANA time zone; zones look like Europe/Berlin");
  return name;
}

const showPerson = (person: PersonRecord): PersonInfo => ({
  id: person.id,
  name: person.name,
  email: person.email,
  email_verified: person.emailVerified,
  language: person.language,
  timezone: person.timezone,
  theme: person.theme,
  is_operator: person.isOperator,
  two_factor: person.hasTwoFactor,
});
