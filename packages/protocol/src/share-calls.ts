import type { Json } from "./client-call.ts";
import type { NewShare, ShareChanges, SharedView, ShareInfo, ShareList, ShareUnlocked } from "./share.ts";

/** Share links: managed by a site's admins, followed by guests. */
export function shareCalls(json: Json) {
  const of = (site: string, rest = "") => `/api/v1/sites/${encodeURIComponent(site)}/shares${rest}`;
  const shared = (slug: string, rest = "") => `/api/v1/shares/${encodeURIComponent(slug)}${rest}`;
  return {
    shares: async (site: string) => (await json<ShareList>(of(site))).shares,
    createShare: (site: string, body: NewShare) => json<ShareInfo>(of(site), { body }),
    updateShare: (site: string, id: number, body: ShareChanges) =>
      json<ShareInfo>(of(site, `/${id}`), { method: "PATCH", body }),
    deleteShare: async (site: string, id: number) =>
      void (await json(of(site, `/${id}`), { method: "DELETE" })),
    /** Returns what a link shows. Throws ClientError with 401 where it asks for a password. */
    sharedView: (slug: string) => json<SharedView>(shared(slug)),
    unlockShare: (slug: string, password: string) =>
      json<ShareUnlocked>(shared(slug, "/unlock"), { body: { password } }),
  };
}
