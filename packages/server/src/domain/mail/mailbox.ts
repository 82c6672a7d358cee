/** Who a mail is from: a name, which may be empty, and an address. */
export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

const MAX_ADDRESS = 254;
const MAX_LOCAL_PART = 64;
/** Characters that end an address in a header or a list of addresses, or begin another part of it. */
const LOCAL_PART = /^[^\s\p{C}<>()[\],;:\\"@]+$/u;
const DOMAIN = /^(?=[^.])(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?(?:\.(?!$)|$))+$/u;

/** Returns whether a mail can be sent to the text: one plain address, without a name, quotes or comments. */
export function isMailAddress(text: string): boolean {
  const at = text.lastIndexOf("@");
  if (at < 1 || text.length > MAX_ADDRESS) return false;
  const [local, domain] = [text.slice(0, at), text.slice(at + 1)];
  return local.length <= MAX_LOCAL_PART && LOCAL_PART.test(local) && DOMAIN.test(domain);
}

/** Reads `name <address>` or an address. Returns null for anything else. */
export function parseMailbox(text: string): Mailbox | null {
  const [, name = "", address = ""] = /^([^<>]*)<([^<>]*)>$/.exec(text.trim()) ?? [null, "", text.trim()];
  const shown = name.trim().replace(/^"(.*)"$/, "$1");
  return isMailAddress(address) && !/[\p{C}"\\]/u.test(shown) ? { name: shown, address } : null;
}

/** Returns the part of an address behind its `@`. */
export const domainOf = (address: string): string => address.slice(address.lastIndexOf("@") + 1);
