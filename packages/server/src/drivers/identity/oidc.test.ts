import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ProviderUnavailable, WrongCredentials } from "../../domain/errors.ts";
import { openOidc } from "./oidc.ts";

const CLIENT = { clientId: "millrace", clientSecret: "s", name: "Example" };
const ATTEMPT = { state: "state", nonce: "nonce", verifier: "verifier" };
const SECRET = new TextEncoder().encode("s".repeat(32));
const { publicKey, privateKey } = await generateKeyPair("ES256");
const stranger = await generateKeyPair("ES256");

describe("what a provider replies", () => {
  let server: Server;
  let issuer = "";
  /** Replies by path; each request takes the one that is set. */
  let replies: Record<string, { status?: number; body: unknown }> = {};
  let asked: { path: string; authorization: string; body: string }[] = [];

  beforeAll(async () => {
    server = createServer(async (request, reply) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      const path = request.url ?? "";
      asked.push({ path, authorization: request.headers.authorization ?? "", body });
      const { status = 200, body: json } = replies[path] ?? { status: 404, body: {} };
      reply.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(json));
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  beforeEach(async () => {
    asked = [];
    replies = {
      "/.well-known/openid-configuration": {
        body: {
          issuer,
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
          jwks_uri: `${issuer}/keys`,
          userinfo_endpoint: `${issuer}/me`,
        },
      },
      "/keys": { body: { keys: [{ ...(await exportJWK(publicKey)), alg: "ES256", kid: "1" }] } },
    };
  });

  const finish = () => openOidc({ ...CLIENT, issuer }).finish("code", "https://here/sign-in/oidc", ATTEMPT);
  const claims = (more: JWTPayload = {}): JWTPayload => ({
    iss: issuer,
    aud: "millrace",
    sub: "1",
    nonce: "nonce",
    iat: Math.floor(Date.now() / 1000),
    exp: Math.floor(Date.now() / 1000) + 60,
    ...more,
  });
  async function replyWith(payload: JWTPayload, { alg = "ES256", key = privateKey as never } = {}) {
    const id_token = await new SignJWT(payload).setProtectedHeader({ alg, kid: "1" }).sign(key);
    replies["/token"] = { body: { id_token, access_token: "access" } };
  }

  it("is who somebody is; the verifier and the secret go to the provider only", async () => {
    await replyWith(claims({ email: "Ada@Example.com", email_verified: true, name: " Ada " }));
    expect(await finish()).toEqual({
      subject: "1",
      email: "ada@example.com",
      emailVerified: true,
      name: "Ada",
    });
    const token = asked.find(({ path }) => path === "/token");
    expect(new URLSearchParams(token?.body).get("code_verifier")).toBe("verifier");
    expect(token?.authorization).toBe(`Basic ${Buffer.from("millrace:s").toString("base64")}`);
    expect(asked.map(({ path }) => path)).not.toContain("/me");
  });

  it.each([
    { fault: "the nonce of another way", change: () => ({ nonce: "other" }) },
    { fault: "no nonce", change: () => ({ nonce: undefined }) },
    { fault: "another client", change: () => ({ aud: "other" }) },
    {
      fault: "several clients, given to another",
      change: () => ({ aud: ["millrace", "other"], azp: "other" }),
    },
    { fault: "another issuer", change: () => ({ iss: "https://evil.example" }) },
    { fault: "an hour ago", change: () => ({ exp: Math.floor(Date.now() / 1000) - 3600 }) },
    { fault: "no end", change: () => ({ exp: undefined }) },
    { fault: "nobody", change: () => ({ sub: undefined }) },
  ])("is refused when it is for $fault", async ({ change }) => {
    const all = { ...claims(), ...change() } as Record<string, unknown>;
    await replyWith(Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)));
    await expect(finish()).rejects.toThrow(WrongCredentials);
  });

  it.each([
    { fault: "by a stranger's key", options: { key: stranger.privateKey as never } },
    { fault: "by the client's secret", options: { alg: "HS256", key: SECRET as never } },
  ])("is refused when it is signed $fault", async ({ options }) => {
    await replyWith(claims(), options);
    await expect(finish()).rejects.toThrow(WrongCredentials);
  });

  it("is refused when it is not signed", async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    replies["/token"] = { body: { id_token: `${part({ alg: "none" })}.${part(claims())}.` } };
    await expect(finish()).rejects.toThrow(WrongCredentials);
  });

  it("about somebody else at the second address is not believed", async () => {
    await replyWith(claims());
    replies["/me"] = { body: { sub: "2", email: "eve@example.com", email_verified: true } };
    expect(await finish()).toMatchObject({ subject: "1", email: null });
    replies["/me"] = { body: { sub: "1", email: "ada@example.com", email_verified: "true" } };
    expect(await finish()).toMatchObject({ email: "ada@example.com", emailVerified: true });
  });

  it.each([
    { email: "ada@example.com", email_verified: "false", verified: false },
    { email: "ada@example.com", email_verified: 1, verified: false },
    { email: "ada@example.com", verified: false },
  ])("$email_verified does not verify an address", async ({ verified, ...given }) => {
    await replyWith(claims(given));
    expect((await finish()).emailVerified).toBe(verified);
  });

  it.each([
    {
      what: "a code that it does not know",
      reply: { status: 400, body: { error: "invalid_grant" } },
      kind: WrongCredentials,
    },
    {
      what: "a secret that is wrong",
      reply: { status: 401, body: { error: "invalid_client" } },
      kind: ProviderUnavailable,
    },
    { what: "a failure of its own", reply: { status: 500, body: {} }, kind: ProviderUnavailable },
    { what: "no token", reply: { body: {} }, kind: WrongCredentials },
  ])("$what is told apart", async ({ reply, kind }) => {
    replies["/token"] = reply;
    await expect(finish()).rejects.toThrow(kind);
  });

  it("is not used when the provider calls itself something else", async () => {
    const key = "/.well-known/openid-configuration";
    replies[key] = { body: { ...(replies[key]?.body as object), issuer: "https://evil.example" } };
    await expect(finish()).rejects.toThrow("calls itself https://evil.example");
  });

  it("is asked for anew after an outage", async () => {
    const key = "/.well-known/openid-configuration";
    const right = replies[key];
    replies[key] = { status: 503, body: {} };
    const provider = openOidc({ ...CLIENT, issuer });
    await expect(provider.begin("https://here/")).rejects.toThrow(ProviderUnavailable);
    if (right !== undefined) replies[key] = right;
    expect((await provider.begin("https://here/")).url).toContain(`${issuer}/authorize?`);
  });
});
