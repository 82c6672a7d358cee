import type { InvitationInfo, InvitationOffer, InvitationWithLink, SignedIn } from "@millrace/protocol";
import type { Actors } from "../../accounts/actors.ts";
import { type createInviteMembers, INVITATION_PAGE, type Invited } from "../../accounts/invite-members.ts";
import { BadRequest, NotFound } from "../../domain/errors.ts";
import type { Accounts } from "../../ports/accounts.ts";
import type { Invitation } from "../../ports/teams.ts";
import { created, ok, pathParam } from "../serve/answer.ts";
import { type AuditNote, noteAudit } from "../serve/audit-changes.ts";
import { teamOf } from "../serve/guard/authorize.ts";
import type { Handlers } from "../serve/handlers.ts";
import { readBody } from "../serve/json-body.ts";
import { personOf } from "./callers.ts";
import type { INVITATIONS } from "./endpoints/invitations.ts";
import { BODIES } from "./schemas.ts";
import { createSignIn, type SignInsDeps } from "./sign-ins.ts";
import { namesOf } from "./teams.ts";

export interface InvitationsDeps extends SignInsDeps {
  readonly accounts: Accounts;
  readonly invitations: ReturnType<typeof createInviteMembers>;
  readonly actors: Pick<Actors, "changed">;
  /** Returns the address of a page of the instance. */
  readonly pageUrl: (path: string) => Promise<string>;
}

/** Creates the handlers of invitations. */
export function createInvitationHandlers(deps: InvitationsDeps): Handlers<typeof INVITATIONS> {
  const { accounts, invitations, actors, pageUrl, authentication, limitAttempts } = deps;
  const signIn = createSignIn(deps);

  async function siteNames(): Promise<ReadonlyMap<number, string>> {
    return new Map((await accounts.listSites()).map(({ id, name }) => [id, name]));
  }

  async function withLink({ invitation, token }: Invited): Promise<InvitationWithLink> {
    return { ...show(invitation, await siteNames()), link: await pageUrl(`${INVITATION_PAGE}#${token}`) };
  }

  return {
    async listInvitations(request) {
      const found = await accounts.listInvitations(teamOf(request));
      const names = await siteNames();
      return ok({ invitations: found.map((one) => show(one, names)) });
    },

    async createInvitation(request) {
      const { sites = null, ...asked } = readBody(request, BODIES.NewInvitation);
      const invited = await invitations.invite(personOf(request), teamOf(request), { ...asked, sites });
      noteAudit(request, factsOf(invited.invitation, sites));
      return created(await withLink(invited));
    },

    async renewInvitation(request) {
      const id = Number(pathParam(request, "id"));
      const invited = await invitations.renew(personOf(request), teamOf(request), id);
      noteAudit(request, { target: invited.invitation.email });
      return ok(await withLink(invited));
    },

    async deleteInvitation(request) {
      const id = Number(pathParam(request, "id"));
      const open = await accounts.listInvitations(teamOf(request));
      if (!(await accounts.deleteInvitation(teamOf(request), id)))
        throw new NotFound("the team has no such invitation");
      noteAudit(request, { target: open.find((one) => one.id === id)?.email ?? null });
      return ok({ deleted: true });
    },

    async readInvitation(request) {
      const { token } = readBody(request, BODIES.InvitationToken);
      const { facts } = request;
      const attempt = { what: "invitation", account: token, address: facts.address };
      const { offer } = await limitAttempts(attempt, async () => ({
        offer: await invitations.read(token),
        succeeded: true,
      }));
      const { invitation, team, invitedBy, hasAccount } = offer;
      return ok({
        team,
        email: invitation.email,
        role: invitation.role,
        invited_by: invitedBy,
        has_account: hasAccount,
      } satisfies InvitationOffer);
    },

    async acceptInvitation(request) {
      const { token, name, password } = readBody(request, BODIES.InvitationAcceptance);
      const { actor, facts } = request;
      const who = actor.kind === "person" ? { userId: actor.userId } : { name, password };
      const attempt = { what: "invitation", account: token, address: facts.address };
      const { email, userId, teamId } = await limitAttempts(attempt, async () => ({
        ...(await invitations.accept(token, who, await authentication())),
        succeeded: true,
      }));
      const guest = { kind: "person", id: userId, name: `${name} (${email})`, signInId: null } as const;
      const by = actor.kind === "person" ? {} : { actor: guest };
      if (actor.kind !== "person") noteAudit(request, { action: "account created", ...by });
      noteAudit(request, {
        action: "invitation accepted",
        teamId,
        target: email,
        targetUserId: userId,
        ...by,
      });
      await actors.changed();
      if (actor.kind === "person") return ok({ state: "signed in" } satisfies SignedIn);
      if (password === undefined) throw new BadRequest("password is required");
      return signIn(request, { email, password });
    },
  };
}

const factsOf = ({ email, role }: Invitation, sites: readonly string[] | null): AuditNote => ({
  target: email,
  details: { role, ...(sites !== null && { sites }) },
});

function show(invitation: Invitation, names: ReadonlyMap<number, string>): InvitationInfo {
  const { id, email, role, sites, createdAt, expiresAt } = invitation;
  return {
    id,
    email,
    role,
    sites: sites === null ? null : namesOf(sites, names),
    created_at: new Date(createdAt).toISOString(),
    expires_at: new Date(expiresAt).toISOString(),
  };
}
