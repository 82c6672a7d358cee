import { BadRequest } from "../domain/errors.ts";

export const MIN_PASSWORD = 8;
export const MAX_PASSWORD = 256;

/**
 * Throws BadRequest for a new password that is too short, too long, one of the 49,000 most common ones, or the person's
 * own name or address (NIST SP 800-63B, 5.1.1.2).
 */
export async function checkPassword(password: string, ...own: readonly string[]): Promise<void> {
  const length = [...password].length;
  if (length < MIN_PASSWORD || length > MAX_PASSWORD)
    throw new BadRequest(`password must have ${MIN_PASSWORD} to ${MAX_PASSWORD} characters`);
  const lower = password.toLowerCase();
  if (own.some((text) => text.toLowerCase() === lower))
    throw new BadRequest("password must not be your name or e-mail address");
  if ((await commonPasswords()).has(lower))
    throw new BadRequest("password is one of the most common ones: choose another");
}

let common: Promise<ReadonlySet<string>> | null = null;

/** Loaded when the first password is chosen. */
function commonPasswords(): Promise<ReadonlySet<string>> {
  common ??= import("@zxcvbn-ts/language-common").then(
    ({ dictionary }) => new Set(dictionary["passwords-common"] as readonly string[]),
  );
  return common;
}
