import { createHash } from "node:crypto";

/** A Lua script with the digest that Redis knows it by. */
export interface Script {
  readonly text: string;
  readonly sha: string;
}

export function defineScript(text: string): Script {
  return { text, sha: createHash("sha1").update(text).digest("hex") };
}
