/** A random UUID (version 4). `crypto.randomUUID` would do, but pages served by plain http do not have it. */
export function newId(): string {
  let hex = "";
  for (const byte of crypto.getRandomValues(new Uint8Array(16))) hex += (byte + 256).toString(16).slice(1);
  // RFC 9562 wants the version (4) and the variant (8 to b) in the places of two random digits.
  return hex.replace(/(.{8})(.{4}).(.{3}).(.{3})/, "$1-$2-4$3-8$4-");
}
