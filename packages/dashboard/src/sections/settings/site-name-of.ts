/**
 * The name that somebody meant who typed an address: its host in small letters. People copy addresses from the browser, and
 * a site called `https://example.com/` would never hear of the events that its snippet sends as `example.com`.
 */
export function siteNameOf(typed: string): string {
  const text = typed.trim();
  const [, host] = /^(?:[a-z][a-z0-9+.-]*:)?\/\/(?:[^/?#@]*@)?([^/?#:]+)/i.exec(text) ?? [];
  if (host !== undefined) return host.toLowerCase();
  const [, bare] = /^([^/?#:\s]+\.[^/?#:\s.]+)(?::\d+)?(?:[/?#]\S*)?$/.exec(text) ?? [];
  return bare === undefined ? text : bare.toLowerCase();
}
