import { createHmac, timingSafeEqual } from "node:crypto";
import { HOUR } from "../domain/time.ts";
import type { ShareRecord } from "../ports/shares.ts";

/** How long a guest who gave a link's password need not give it again. */
const PASS_MS = 12 * HOUR;

type Locked = Pick<ShareRecord, "id" | "passwordHash">;

/**
 * Returns what a guest shows after the password of a share link was right: `<end>.<signature>`, the end in epoch ms.
 * Another password ends it.
 */
export function makePass(share: Locked, secret: string, now: number): { pass: string; expiresAt: number } {
  const expiresAt = now + PASS_MS;
  return { pass: `${expiresAt}.${sign(share, expiresAt, secret).toString("base64url")}`, expiresAt };
}

/** Returns whether a text is a pass of a share link, and has not ended. */
export function isPass(
  text: string,
  share: Locked,
  { secret, now }: { secret: string; now: number },
): boolean {
  const [, end = "", signature = ""] = /^(\d{1,15})\.([\w-]+)$/.exec(text) ?? [];
  if (end === "" || Number(end) <= now) return false;
  const right = sign(share, Number(end), secret);
  const given = Buffer.from(signature, "base64url");
  return given.length === right.length && timingSafeEqual(given, right);
}

const sign = ({ id, passwordHash }: Locked, expiresAt: number, secret: string): Buffer =>
  createHmac("sha256", secret)
    .update(JSON.stringify(["share", id, passwordHash, expiresAt]))
    .digest();
