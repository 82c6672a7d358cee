import { randomBytes } from "node:crypto";
import { HOUR } from "../../../domain/time.ts";
import type { RedisConnection } from "../../redis/connection.ts";
import { rewriteFiles } from "../../redis/rewrite.ts";
import { FORGET_DATE, MAKE_SALT } from "./scripts/salts.ts";

const SALT_BYTES = 16;
/** A date lasts 50 hours between its first zone and its last, and a day more. Ends a salt whose instance was left off. */
const SALT_TTL_MS = 74 * HOUR;

/** One key per date, since Redis lets keys run out and not fields; and a set of the dates, since nobody may search keys. */
export class Salts {
  readonly #connection: RedisConnection;
  readonly #tag: string;
  readonly #canRewrite: boolean;

  constructor(connection: RedisConnection, tag: string, { canRewrite }: { canRewrite: boolean }) {
    this.#connection = connection;
    this.#tag = tag;
    this.#canRewrite = canRewrite;
  }

  async salt(date: string): Promise<Buffer> {
    const args = [date, randomBytes(SALT_BYTES), String(SALT_TTL_MS)];
    return this.#connection.run<Buffer>(MAKE_SALT, this.#keys(date), args, { bytes: true });
  }

  /** Dates whose salt ran out by itself are among them: the server's files may still hold it. */
  async dates(): Promise<string[]> {
    const [, dates] = this.#keys("");
    return (await this.#connection.send<string[]>(["SMEMBERS", dates])).sort();
  }

  /** Resolves when the salt is in no file of the server; until then its date stays listed, so that the job comes again. */
  async destroy(date: string): Promise<void> {
    const keys = this.#keys(date);
    const known = await this.#connection.send<number>(["SISMEMBER", keys[1], date]);
    if (known === 0) return;
    await this.#connection.send(["DEL", keys[0]]);
    if (this.#canRewrite) await rewriteFiles(this.#connection);
    await this.#connection.run(FORGET_DATE, keys, [date]);
  }

  #keys(date: string): [salt: string, dates: string] {
    return [`${this.#tag}:state:salt:${date}`, `${this.#tag}:state:salts`];
  }
}
