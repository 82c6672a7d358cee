import { once } from "node:events";
import { afterAll, beforeAll, expect, it } from "vitest";
import { WebSocket } from "ws";
import { SECOND } from "../../../src/domain/time.ts";
import { APIS } from "../../../src/http/apis.ts";
import { listEndpoints } from "../../../src/http/serve/endpoint.ts";
import { type OpenInstance, openInstance, PASSWORD } from "../../build/open-instance.ts";
import { type StartedApp, startApp } from "../../build/start-app.ts";
import { useTempFolders } from "../../build/temp-folder.ts";

const newFolder = useTempFolders();
const SECRET = "what all processes of the instance share";
const SITE = "live.example";
/** Private to Millrace: the client lost its access. */
const ACCESS_ENDED = 4401;
const SOCKETS = listEndpoints(APIS).filter(({ endpoint }) => endpoint.kind === "socket");

let one: OpenInstance;
let edge: StartedApp;
beforeAll(async () => {
  one = await openInstance(newFolder(), { SECRET });
  edge = await startApp(newFolder(), {
    roles: ["ingest"],
    environment: { ROLES: "ingest", SECRET, API_URL: one.app.url },
  });
  await one.ada.ask("POST", "/api/v1/sites", { name: SITE });
}, 60_000);
afterAll(async () => {
  await edge.stop();
  await one.stop();
});

/** Opens every WebSocket that a client may have. Fails when one does not open. */
async function watch(headers: Readonly<Record<string, string>>, url = one.app.url): Promise<WebSocket[]> {
  const allowed = SOCKETS.filter(
    ({ endpoint: { access } }) => access === "site:view" || access === "site:report",
  );
  const sockets = allowed.map(
    ({ endpoint: { path } }) =>
      new WebSocket(`${url.replace("http:", "ws:")}${path.replace(":site", SITE)}?projectId=${SITE}`, {
        headers,
      }),
  );
  await Promise.all(sockets.map((socket) => once(socket, "open")));
  return sockets;
}

async function newKey(): Promise<{ id: number; headers: Record<string, string> }> {
  const asked = { name: "Screen", scopes: ["read"] };
  const { id, key } = (await one.ada.ask("POST", `/api/v1/teams/${one.team}/keys`, asked)).body;
  return { id, headers: { authorization: `Bearer ${key}` } };
}

it("WebSockets end within 5 s once their viewer has no access, and no other viewer's", async () => {
  const team = `/api/v1/teams/${one.team}`;
  const ending: Promise<unknown>[] = [];
  async function ends(what: string, sockets: readonly WebSocket[], end: () => Promise<{ status: number }>) {
    const codes = sockets.map(async (socket) => (await once(socket, "close"))[0] as number);
    expect([what, (await end()).status]).toEqual([what, 200]);
    const from = performance.now();
    ending.push(
      Promise.all(codes).then((closed) => {
        expect([what, ...closed]).toEqual([what, ...sockets.map(() => ACCESS_ENDED)]);
        expect(performance.now() - from, what).toBeLessThan(5 * SECOND);
      }),
    );
  }

  expect(SOCKETS.length).toBeGreaterThan(0);
  const people = await Promise.all(Array.from({ length: 6 }, () => one.newPerson()));
  const [out, removed, narrowed, disabled, changed, stays] = people as [(typeof people)[0], ...typeof people];
  if (!narrowed || !removed || !disabled || !changed || !stays) throw new Error("too few people");
  const of = ({ browser }: (typeof people)[0], url?: string) =>
    watch({ cookie: browser.cookie(), origin: url ?? one.app.url }, url);
  const kept = [...(await of(stays)), ...(await of(stays, edge.url))];

  const [both, atEdge] = [await of(out), await of(out, edge.url)];
  await ends("signed out", [...both, ...atEdge], () => out.browser.ask("DELETE", "/api/v1/sign-in"));
  await ends("removed", [...(await of(removed)), ...(await of(removed, edge.url))], () =>
    one.ada.ask("DELETE", `${team}/members/${removed.id}`),
  );
  await ends("narrowed", await of(narrowed), () =>
    one.ada.ask("PATCH", `${team}/members/${narrowed.id}`, { sites: [] }),
  );
  await ends("disabled", await of(disabled), async () => {
    await one.store.changePerson(disabled.id, { isDisabled: true });
    return { status: 200 };
  });
  const elsewhere = one.newBrowser();
  await one.signIn(elsewhere, changed.email);
  await ends("signed out elsewhere", await of({ ...changed, browser: elsewhere }), () =>
    changed.browser.ask("POST", "/api/v1/me/password", {
      current_password: PASSWORD,
      new_password: "another long sentence",
    }),
  );
  const key = await newKey();
  await ends("key revoked", [...(await watch(key.headers)), ...(await watch(key.headers, edge.url))], () =>
    one.ada.ask("DELETE", `${team}/keys/${key.id}`),
  );

  await Promise.all(ending);
  expect(kept.map(({ readyState }) => readyState)).toEqual(kept.map(() => WebSocket.OPEN));
  for (const socket of kept) socket.close();
}, 60_000);

it("a share link's guest watches numbers, by the one header that a browser's WebSocket can send", async () => {
  const { slug } = (await one.ada.ask("POST", `/api/v1/sites/${SITE}/shares`, { name: "Public" })).body;
  const protocol = (credential: string) => `millrace.share.${Buffer.from(credential).toString("base64url")}`;
  const open = (url: string, path: string, credential: string) =>
    new WebSocket(url.replace("http:", "ws:") + path, [protocol(credential)]);
  const live = `/api/v1/sites/${SITE}/live`;
  for (const url of [one.app.url, edge.url]) {
    const guest = open(url, live, slug);
    const messages: { type: string; pages?: unknown[] }[] = [];
    guest.on("message", (data) => messages.push(JSON.parse(String(data))));
    while (messages.length < 2) await once(guest, "message");
    expect(messages.map(({ type }) => type)).toEqual(["hello", "snapshot"]);
    expect(messages[1]?.pages).toEqual([]);
    guest.close();
    for (const [path, credential] of [
      [live, "no-such-link"],
      [`/dashboard?projectId=${SITE}`, slug],
      [`/api/v1/sites/${SITE}/terminal`, slug],
      ["/api/v1/terminal", slug],
    ] as const) {
      const [, reply] = await once(open(url, path, credential), "unexpected-response");
      expect([path, [401, 403, 404].includes(reply.statusCode)]).toEqual([path, true]);
    }
  }
});
