// A process that speaks ClickHouse's HTTP interface for the embedded engine: `<folder> <port> <user> <password> [certificate folder]`.
// It tells its port when it listens, and ends with the process that started it.
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { openEngine, type Reply } from "./clickhouse-engine.ts";

const [folder = "", port = "0", user = "default", password = "", certificates = ""] = process.argv.slice(2);
const engine = openEngine(folder, 6);

/** What a server does with these is done here, or makes no difference. */
const HTTP_SETTINGS: ReadonlySet<string> = new Set([
  "query",
  "query_id",
  "database",
  "session_id",
  "wait_end_of_query",
  "default_format",
]);

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://front");
  if (url.pathname === "/ping") return send(response, 200, "Ok.\n");
  const body = await readBody(request);
  // A body that was cut short is no statement: the server sees the end of the connection and does nothing.
  if (body === null) return;
  if (!isWelcome(request))
    return sendFault(response, 403, 516, `${user}: Authentication failed. (AUTHENTICATION_FAILED)`);
  const fields = fieldsOf(request, url, body);
  const query = fields.get("query");
  const statement = query === undefined ? body.toString("utf8") : query;
  const rows = query === undefined || isMultipart(request) ? null : body.toString("utf8");
  const reply = await engine.run({
    statement,
    rows,
    params: only(fields, (name) => name.startsWith("param_")),
    settings: only(fields, (name) => !name.startsWith("param_") && !HTTP_SETTINGS.has(name)),
    format: fields.get("default_format") ?? "TabSeparated",
  });
  sendReply(response, reply);
}

function sendReply(response: ServerResponse, reply: Reply): void {
  if ("fault" in reply) {
    sendFault(response, reply.code === 60 ? 404 : 500, reply.code, reply.fault);
  } else {
    response.setHeader("X-ClickHouse-Summary", JSON.stringify({ read_rows: String(reply.rows) }));
    send(response, 200, reply.bytes);
  }
}

function sendFault(response: ServerResponse, status: number, code: number, fault: string): void {
  response.setHeader("X-ClickHouse-Exception-Code", code);
  send(response, status, fault.startsWith("Code: ") ? fault : `Code: ${code}. DB::Exception: ${fault}`);
}

function send(response: ServerResponse, status: number, body: string | Uint8Array): void {
  response.writeHead(status, { "Keep-Alive": "timeout=10", "X-ClickHouse-Server-Display-Name": "front" });
  response.end(body);
}

async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer);
  } catch {
    return null;
  }
  return request.complete ? Buffer.concat(chunks) : null;
}

function isWelcome(request: IncomingMessage): boolean {
  const { authorization = "" } = request.headers;
  const basic = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  if (authorization !== "") return authorization === basic;
  const { "x-clickhouse-user": name = "default", "x-clickhouse-key": key = "" } = request.headers;
  return name === user && key === password;
}

const isMultipart = ({ headers }: IncomingMessage): boolean =>
  headers["content-type"]?.startsWith("multipart/form-data") ?? false;

function fieldsOf(request: IncomingMessage, url: URL, body: Buffer): Map<string, string> {
  const fields = new Map(url.searchParams);
  if (!isMultipart(request)) return fields;
  const boundary = /boundary=(.+)$/.exec(request.headers["content-type"] ?? "")?.[1] ?? "";
  for (const part of body.toString("utf8").split(`--${boundary}`)) {
    const [head = "", ...rest] = part.split("\r\n\r\n");
    const name = /name="([^"]+)"/.exec(head)?.[1];
    if (name !== undefined) fields.set(name, rest.join("\r\n\r\n").slice(0, -"\r\n".length));
  }
  return fields;
}

function only(
  fields: ReadonlyMap<string, string>,
  wants: (name: string) => boolean,
): ReadonlyMap<string, string> {
  return new Map([...fields].filter(([name]) => wants(name)));
}

const listener = (request: IncomingMessage, response: ServerResponse) =>
  void answer(request, response).catch((error: unknown) => sendFault(response, 500, 1000, String(error)));
// A server takes URLs of 1 MiB.
const options = { maxHeaderSize: 2 ** 20, keepAliveTimeout: 10_000 };
const server =
  certificates === ""
    ? createServer(options, listener)
    : createTlsServer(
        {
          ...options,
          key: readFileSync(join(certificates, "key.pem")),
          cert: readFileSync(join(certificates, "cert.pem")),
        },
        listener,
      );
server.listen(Number(port), "127.0.0.1", () =>
  process.send?.({ port: (server.address() as AddressInfo).port }),
);
process.on("disconnect", () => process.exit(1));
