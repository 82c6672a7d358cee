import { createHash, randomBytes } from "node:crypto";

const BYTES = 32;

/** A secret for a link, of which only the hash is kept. */
export interface Token {
  readonly token: string;
  readonly hash: string;
}

export function newToken(): Token {
  const token = randomBytes(BYTES).toString("base64url");
  return { token, hash: hashOf(token) };
}

/** A fast hash is enough: nobody guesses 256 random bits. */
export const hashOf = (token: string): string => createHash("sha256").update(token).digest("base64url");
