import { isLoopback } from "../http/serve/guard/served-hosts.ts";
import type { OidcSettings } from "../ports/identity-provider.ts";
import type { SettingName } from "./settings.data.ts";

/** Reads the settings of the OpenID Connect provider; null when none is set. */
export function readOidc(text: (name: SettingName) => string, faults: string[]): OidcSettings | null {
  const settings = {
    issuer: text("OIDC_ISSUER"),
    clientId: text("OIDC_CLIENT_ID"),
    clientSecret: text("OIDC_CLIENT_SECRET"),
  };
  const { issuer, clientId, clientSecret } = settings;
  if (issuer === "" && clientId === "" && clientSecret === "") return null;
  if (issuer === "" || clientId === "" || clientSecret === "")
    faults.push("OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET: set all three, or none");
  else if (!isProtected(issuer))
    faults.push(`OIDC_ISSUER=${issuer}: set an address such as https://login.example.com`);
  return { ...settings, name: text("OIDC_NAME") };
}

/** Whoever could change the provider's replies on their way could sign in as anybody. */
function isProtected(issuer: string): boolean {
  if (!URL.canParse(issuer)) return false;
  const { protocol, hostname } = new URL(issuer);
  return protocol === "https:" || (protocol === "http:" && isLoopback(hostname.replace(/^\[|\]$/g, "")));
}
