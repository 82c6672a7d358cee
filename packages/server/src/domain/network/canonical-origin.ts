/**
 * Returns an origin of http or https in the spelling of browsers, `https://example.com`; null for any other text. Its
 * host has no character that means something in a header: URL lets `;` and `,` pass.
 */
export function canonicalOrigin(text: string): string | null {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  if (url.pathname + url.search + url.hash !== "/" || url.username + url.password !== "") return null;
  return /^(?:[a-z0-9._-]+|\[[0-9a-f:]+\])$/.test(url.hostname) ? url.origin : null;
}
