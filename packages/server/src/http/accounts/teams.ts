import type { TeamDetails } from "@millrace/protocol";
import type { FastifyRequest } from "fastify";
import { decide, seesSite } from "../../accounts/access.ts";
import type { Actors } from "../../accounts/actors.ts";
import type { ManageMembers } from "../../accounts/manage-members.ts";
import { nameOf } from "../../accounts/record-audit.ts";
import { Conflict, NotAllowed, NotFound, UnknownSite } from "../../domain/errors.ts";
import type { Accounts } from "../../ports/accounts.ts";
import type { Team } from "../../ports/teams.ts";
import { type Answer, created, ok, pathParam } from "../serve/answer.ts";
import { noteAudit } from "../serve/audit-changes.ts";
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
      noteAudit(request, { action: "team created", teamId: team.id, target: name });
      await actors.changed();
      return created({ ...team, role: "owner" });
    },

    async readTeam(request) {
      const team = await findTeam(request);
      return ok(await showTeam(team, request, accounts));
    },

    async changeTeam(request) {
      const { name } = readBody(request, BODIES.NewTeam);
      const { name: from } = await findTeam(request);
      if (!(await accounts.renameTeam(teamOf(request), name))) throw new NotFound("there is no such team");
      noteAudit(request, { target: name, details: { from } });
      return changed("changed");
    },

    async deleteTeam(request) {
      const team = await findTeam(request);
      if (!(await accounts.deleteTeam(team.id)))
        throw new Conflict("the team has sites: move or delete them first");
      // Nobody is left who could see it as the team's.
      noteAudit(request, { action: "team deleted", teamId: null, target: team.name });
      return changed("deleted");
    },

    async changeMember(request) {
      const body = readBody(request, BODIES.MemberChanges);
      const user = pathParam(request, "user");
      const { member, role } = await members.changeMember(personOf(request), teamOf(request), user, body);
      const whom = { target: nameOf(member), targetUserId: member.userId };
      if (role !== member.role)
        noteAudit(request, { action: "role changed", ...whom, details: { from: member.role, to: role } });
      if (body.sites !== undefined)
        noteAudit(request, { action: "access narrowed", ...whom, details: { sites: body.sites } });
      return changed("changed");
    },

    async removeMember(request) {
      const user = pathParam(request, "user");
      const member = await members.removeMember(personOf(request), teamOf(request), user);
      noteAudit(request, {
        target: nameOf(member),
        targetUserId: member.userId,
        details: { role: member.role },
      });
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
      const owner = (await accounts.listMembers(teamOf(request))).find((one) => one.userId === to);
      noteAudit(request, { target: owner === undefined ? null : nameOf(owner), targetUserId: to });
      return changed("transferred");
    },

    moveSite: createMoveSite({ accounts, changed }),
  };
}

interface MoveSiteDeps extends Pick<TeamsDeps, "accounts"> {
  readonly changed: (what: string) => Promise<Answer>;
}

/** Creates the handler that moves a site to another team. */
function createMoveSite({ accounts, changed }: MoveSiteDeps): Handlers<typeof TEAMS>["moveSite"] {
  return async function moveSite(request) {
    const name = pathParam(request, "site");
    const { team } = readBody(request, BODIES.SiteMove);
    if (decide("team:manage", request.actor, { teamId: team }) !== "yes")
      throw new NotAllowed("the site can only be moved to a team in which you are admin");
    const site = await accounts.findSite(name);
    if (site === null || !(await accounts.moveSite(site.id, team))) throw new UnknownSite(name);
    const names = new Map(
      (await accounts.findTeams([team, site.teamId ?? team])).map((one) => [one.id, one.name]),
    );
    const [from, to] = [names.get(site.teamId ?? 0) ?? null, names.get(team) ?? null];
    // Either team's admins want to know.
    for (const teamId of new Set([site.teamId, team]))
      noteAudit(request, { action: "site moved", teamId, details: { from, to } });
    return changed("moved");
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
