import { mkdirSync } from "node:fs";
import { createChdbConnection } from "chdb/connection";

/** A statement as a server gets it. */
export interface ServerRequest {
  readonly statement: string;
  /** The data of an INSERT, behind its text; null when there is none. */
  readonly rows: string | null;
  /** `param_name` -> text in ClickHouse's escaped form. */
  readonly params: ReadonlyMap<string, string>;
  readonly settings: ReadonlyMap<string, string>;
  readonly format: string;
}

export type Reply =
  | { readonly bytes: Uint8Array; readonly rows: number }
  | { readonly fault: string; readonly code: number };

type Connection = ReturnType<typeof createChdbConnection>;

/** The embedded engine with as many connections as statements may run at a time; others wait in line. */
export function openEngine(folder: string, connections: number) {
  mkdirSync(folder, { recursive: true });
  const free = Array.from({ length: connections }, () => createChdbConnection({ path: folder }));
  const line: ((connection: Connection) => void)[] = [];

  async function take(): Promise<Connection> {
    return free.pop() ?? new Promise((resolve) => line.push(resolve));
  }

  function giveBack(connection: Connection): void {
    const next = line.shift();
    if (next === undefined) free.push(connection);
    else next(connection);
  }

  return {
    async run(request: ServerRequest): Promise<Reply> {
      // Told of no rows, the engine complains; a server writes nothing and is content.
      if (request.rows !== null && request.rows.trim() === "") return { bytes: new Uint8Array(), rows: 0 };
      const connection = await take();
      try {
        return await runOn(connection, request);
      } finally {
        giveBack(connection);
      }
    },
  };
}

async function runOn(connection: Connection, request: ServerRequest): Promise<Reply> {
  const { statement, rows, params, settings, format } = request;
  try {
    const given = [...params, ...settings].map(([name, value]) => `SET ${name} = ${quoted(value)};`);
    const text = rows === null ? statement : `${statement}\n${rows}`;
    const result = await connection.chdb.queryAsync(`${given.join("")}${text}`, { format });
    return { bytes: result.bytes(), rows: result.rowsRead };
  } catch (error) {
    const fault = (error as Error).message;
    return { fault, code: Number(/Code: (\d+)/.exec(fault)?.[1] ?? 1002) };
  } finally {
    // What was set for a request would stay on the connection.
    const back = [...settings.keys()].map((name) => `SET ${name} = DEFAULT;`).join("");
    if (back !== "") await connection.chdb.queryAsync(`${back}SELECT 1`).catch(() => {});
  }
}

const quoted = (value: string): string => `'${value.replace(/[\\']/g, (sign) => `\\${sign}`)}'`;
