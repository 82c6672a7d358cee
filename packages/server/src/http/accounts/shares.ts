import type { ShareCard, SharedView, ShareInfo, ShareUnlocked } from "@millrace/protocol";
import type { FastifyRequest } from "fastify";
import type { Actors } from "../../accounts/actors.ts";
import type { LimitAttempts } from "../../accounts/limit-attempts.ts";
import { createManageShares, type ShareAsked } from "../../accounts/manage-shares.ts";
import { BadRequest, NotFound, WrongCredentials } from "../../domain/errors.ts";
import type { Accounts } from "../../ports/accounts.ts";
import type { Authentication } from "../../ports/authentication.ts";
import type { Clock } from "../../ports/clock.ts";
import { PASSWORD_TO_COME, type ShareRecord } from "../../ports/shares.ts";
import { created, createForSite, ok, pathParam } from "../serve/answer.ts";
import { noteAudit } from "../serve/audit-changes.ts";
import { guestOf } from "../serve/guard/guest-of.ts";
import type { Handlers } from "../serve/handlers.ts";
import { readBody } from "../serve/json-body.ts";
import { authenticationRequest } from "./callers.ts";
import type { SHARES } from "./endpoints/shares.ts";
import { SHARE_BODIES as BODIES } from "./share-schemas.ts";

export interface SharesDeps {
  readonly accounts: Accounts;
  readonly actors: Pick<Actors, "changed" | "share" | "passFor">;
  /** Opened at the first use. */
  readonly authentication: () => Promise<Authentication>;
  readonly limitAttempts: LimitAttempts;
  /** Returns the address of a page for links. */
  readonly pageUrl: (path: string) => Promise<string>;
  readonly clock: Clock;
}

/** Creates the handlers of share links. */
export function createShareHandlers(deps: SharesDeps): Handlers<typeof SHARES> {
  const { accounts, actors, authentication, limitAttempts, pageUrl } = deps;
  const manage = createManageShares({ ...deps, shares: accounts });
  const forSite = createForSite((name) => accounts.findSite(name));

  /** Before the first account nobody has said where the pages are: they are where the request came to. */
  const addressOf = (path: string, request: FastifyRequest) =>
    request.actor.kind === "open" ? authenticationRequest(request, () => "").origin + path : pageUrl(path);

  const show = async (share: ShareRecord, request: FastifyRequest): Promise<ShareInfo> => ({
    id: share.id,
    name: share.name,
    slug: share.slug,
    url: await addressOf(`/share/${share.slug}`, request),
    has_password: share.passwordHash !== null,
    expires_at: share.expiresAt === null ? null : new Date(share.expiresAt).toISOString(),
    cards: share.cards,
    embed_origins: share.embedOrigins,
    created_at: new Date(share.createdAt).toISOString(),
  });

  return {
    listShares: forSite(async ({ id }, request) => {
      const shares = await accounts.listShares(id);
      return ok({ shares: await Promise.all(shares.map((share) => show(share, request))) });
    }),

    createShare: forSite(async ({ id }, request) => {
      const asked = readAsked(readBody(request, BODIES.NewShare));
      const { actor } = request;
      const share = await manage.create(id, actor.kind === "person" ? actor.userId : null, asked);
      noteAudit(request, { target: share.name, details: factsOf(share) });
      await actors.changed();
      return created(await show(share, request));
    }),

    changeShare: forSite(async ({ id }, request) => {
      const asked = readAsked(readBody(request, BODIES.ShareChanges));
      const share = await manage.change(id, Number(pathParam(request, "id")), asked);
      noteAudit(request, { target: share.name, details: factsOf(share) });
      await actors.changed();
      return ok(await show(share, request));
    }),

    deleteShare: forSite(async ({ id }, request) => {
      const asked = Number(pathParam(request, "id"));
      const known = (await accounts.listShares(id)).find((share) => share.id === asked);
      if (known === undefined || !(await accounts.deleteShare(id, asked)))
        throw new NotFound("the site has no such share link");
      noteAudit(request, { target: known.name });
      await actors.changed();
      return ok({ deleted: true });
    }),

    async readShared(request) {
      const { site, cards, threshold } = guestOf(request);
      const view = { site: site.name, timezone: site.timezone, cards, has_filters: threshold === 0 };
      return ok(view satisfies SharedView, { "cache-control": "no-store" });
    },

    async unlockShare(request) {
      const { password } = readBody(request, BODIES.ShareUnlock);
      const slug = pathParam(request, "slug");
      const share = await actors.share(slug);
      if (share === null) throw new NotFound("this share link does not exist or has expired");
      const { passwordHash } = share;
      if (passwordHash === null) throw new BadRequest("this share link asks for no password");
      const { verifyPassword } = await authentication();
      const attempt = { what: "share link", account: slug, address: request.facts.address };
      const { succeeded } = await limitAttempts(attempt, async () => ({
        succeeded: passwordHash !== PASSWORD_TO_COME && (await verifyPassword(passwordHash, password)),
      }));
      if (!succeeded) throw new WrongCredentials("the password is wrong");
      const { pass, expiresAt } = actors.passFor(share);
      const unlocked: ShareUnlocked = { pass, expires_at: new Date(expiresAt).toISOString() };
      return ok(unlocked, { "cache-control": "no-store" });
    },
  };
}

/** For the audit log: what a link shows and to whom, never its address. */
const factsOf = ({ cards, embedOrigins, expiresAt, passwordHash }: ShareRecord) => ({
  cards,
  embed_origins: embedOrigins,
  expires_at: expiresAt === null ? null : new Date(expiresAt).toISOString(),
  has_password: passwordHash !== null,
});

interface Body {
  readonly name?: string | undefined;
  readonly password?: string | null | undefined;
  readonly expires_at?: string | null | undefined;
  readonly cards?: readonly ShareCard[] | null | undefined;
  readonly embed_origins?: readonly string[] | undefined;
}

const readAsked = ({ expires_at, embed_origins, ...asked }: Body): ShareAsked => ({
  ...asked,
  expiresAt: expires_at == null ? expires_at : Date.parse(expires_at),
  embedOrigins: embed_origins,
});
