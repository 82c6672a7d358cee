// An OpenID Connect provider in a process of its own: `<redirect URI>`; tells its parent its address. Whoever is sent to
// it is signed in, without a page, as the person that the parent named last.
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";
import type { OidcPerson } from "../servers/oidc.ts";

const [redirectUri = ""] = process.argv.slice(2);
const people = new Map<string, OidcPerson>();
let next = "";
process.on("message", (person: OidcPerson) => {
  people.set(person.sub, person);
  next = person.sub;
  process.send?.("ready");
});
process.on("disconnect", () => process.exit());

const server = createServer();
await once(server.listen(0, "127.0.0.1"), "listening");
const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const provider = new Provider(issuer, {
  clients: [{ client_id: "millrace", client_secret: "s3cret:/%", redirect_uris: [redirectUri] }],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  features: { devInteractions: { enabled: false } },
  pkce: { required: () => true },
  cookies: { keys: ["only for tests"] },
  interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
  findAccount: (_context, sub) => ({ accountId: sub, claims: async () => ({ ...people.get(sub), sub }) }),
});
const answer = provider.callback();
server.on("request", async (request, reply) => {
  if (request.url?.startsWith("/interaction/") !== true) return answer(request, reply);
  const { prompt, params, session, grantId } = await provider.interactionDetails(request, reply);
  if (prompt.name === "login")
    return provider.interactionFinished(request, reply, { login: { accountId: next } });
  const accountId = String(session?.accountId);
  const found = grantId === undefined ? undefined : await provider.Grant.find(grantId);
  const grant = found ?? new provider.Grant({ accountId, clientId: String(params.client_id) });
  grant.addOIDCScope("openid email profile");
  return provider.interactionFinished(request, reply, { consent: { grantId: await grant.save() } });
});
process.send?.(issuer);
