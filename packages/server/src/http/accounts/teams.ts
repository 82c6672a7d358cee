import type { TeamDetails } from "@millrace/protocol";
import type { FastifyRequest } from "fastify";
import { decide, seesSite } from "../../accounts/access.ts";
import type { Actors } from "../../accounts/actors.ts";
import type { ManageMembers } from "../../accounts/manage-members.ts";
import { Conflict, NotAllowed, NotFound, UnknownSite } from "../../domain/errors.ts";
import type { Accounts } from "../../ports/accounts.ts";
import type { Team } from "../../ports/teams.ts";
import { type Answer, created, ok, pathParam } from "../serve/answer.ts";
import { teamOf } from "../serve/guard/authorize.ts";
import type { Handlers } from "../serve/handlers.ts";
import { readBody } from "../serve/json-body.ts";
import { personOf } from "./callers.ts";
import type { TEAMS } from "./endpoints/teams.ts";
import { BODIES } from "./schemas.ts";

export interface TeamsDeps {
  readonly accounts: Accounts;
  readonly members: ManageMembers;
  readonly actors: Pick<Actors, "changed">;
}

/** Creates the handlers of teams and their members. */
export function createTeamHandlers({ accounts, members, actors }: TeamsDeps): Handlers<typeof TEAMS> {
  /** Access changed: every process learns of it before the reply. */
  async function changed(what: string): Promise<Answer> {
    await actors.changed();
    return ok({ [what]: true });
  }

  async function findTeam(request: FastifyRequest): Promise<Team> {
    const team = await accounts.findTeam(teamOf(request));
    if (team === null) throw new NotFound("there is no such team");
    return team;
  }

  return {
    async createTeam(request) {
      const { userId } = personOf(request);
      const { name } = readBody(request, BODIES.NewTeam);
      const team = await accounts.createTeam(name, userId);
      await actors.changed();
      return created({ ...team, role: "owner" });
    },

    async readTeam(request) {
      const team = await findTeam(request);
      return ok(await showTeam(team, request, accounts));
    },

    async changeTeam(request) {
      const { name } = readBody(request, BODIES.NewTeam);
      if (!(await accounts.renameTeam(teamOf(request), name))) throw new NotFound("there is no such team");
      return changed("changed");
    },

    async deleteTeam(request) {
      const team = await findTeam(request);
      if (!(await accounts.deleteTeam(team.id)))
        throw new Conflict("the team has sites: move or delete them first");
      return changed("deleted");
    },

    async changeMember(request) {
      const body = readBody(request, BODIES.MemberChanges);
      await members.changeMember(personOf(request), teamOf(request), pathParam(request, "user"), body);
      return changed("changed");
    },

    async removeMember(request) {
      await members.removeMember(personOf(request), teamOf(request), pathParam(request, "user"));
      return changed("removed");
    },

    async leaveTeam(request) {
      const { userId } = personOf(request);
      if (!(await accounts.removeMember(teamOf(request), userId)))
        throw new Conflict("you own this team: transfer it to another member first");
      return changed("left");
    },

    async transferTeam(request) {
      const { userId } = personOf(request);
      const { user_id: to } = readBody(request, BODIES.TeamTransfer);
      if (!(await accounts.transferTeam(teamOf(request), userId, to)))
        throw new NotFound("the team has no such member");
      return changed("transferred");
    },

    async moveSite(request) {
      const name = pathParam(request, "site");
      const { team } = readBody(request, BODIES.SiteMove);
      if (decide("team:manage", request.actor, { teamId: team }) !== "yes")
        throw new NotAllowed("the site can only be moved to a team in which you are admin");
      const site = await accounts.findSite(name);
      if (site === null || !(await accounts.moveSite(site.id, team))) throw new UnknownSite(name);
      return changed("moved");
    },
  };
}

async function showTeam(
  team: Team,
  request: FastifyRequest,
  accounts: Pick<Accounts, "listSites" | "listMembers">,
): Promise<TeamDetails> {
  const person = personOf(request);
  const sites = (await accounts.listSites()).filter(({ teamId }) => teamId === team.id);
  const names = new Map(sites.map(({ id, name }) => [id, name]));
  const members = await accounts.listMembers(team.id);
  return {
    ...team,
    role: person.memberships.find(({ teamId }) => teamId === team.id)?.role ?? "viewer",
    members: members.map(({ userId, name, email, role, sites }) => ({
      user_id: userId,
      name,
      email,
      role,
      sites: sites === null ? null : namesOf(sites, names),
    })),
    sites: sites.filter((site) => seesSite(person, site)).map(({ name }) => name),
  };
}

/** Sites that are gone, or went to another team, are left out. */
export const namesOf = (ids: readonly number[], names: ReadonlyMap<number, string>): string[] =>
  ids.flatMap((id) => names.get(id) ?? []);
