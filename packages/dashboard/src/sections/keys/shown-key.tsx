import { Stack, Text } from "@mantine/core";
import type { KeyWithSecret } from "@millrace/protocol";
import { instanceUrl } from "../../api.ts";
import { useTexts } from "../../i18n/use-texts.tsx";
import { Copyable } from "../install/copyable.tsx";

export interface ShownKeyProps {
  readonly made: KeyWithSecret;
  /** Names of the team's sites. */
  readonly sites: readonly string[];
}

/** A key, which the server says once, and a request to try it with. */
export function ShownKey({ made, sites }: ShownKeyProps) {
  const { t } = useTexts();
  const example = exampleOf(made, sites);
  return (
    <Stack gap="xs">
      <Text size="sm">{t("apiKeys.once", { name: made.name })}</Text>
      <Copyable value={made.key} label={t("apiKeys.copy")} testId="api-key" />
      <Text size="sm">{t("apiKeys.try")}</Text>
      <Copyable value={example} label={t("apiKeys.copyExample")} testId="api-key-example" />
    </Stack>
  );
}

/** Returns a request that the key's scopes allow. */
function exampleOf({ key, scopes, sites }: KeyWithSecret, all: readonly string[]): string {
  const site = sites?.[0] ?? all[0] ?? "example.com";
  const curl = (path: string, more = "") =>
    `curl -H "Authorization: Bearer ${key}"${more} "${instanceUrl(path)}"`;
  if (scopes.includes("read") || scopes.includes("manage"))
    return curl(`api/v1/stats/realtime/visitors?site_id=${encodeURIComponent(site)}`);
  if (scopes.includes("operate")) return curl("api/v1/pipeline");
  const event = JSON.stringify([{ site, url: `https://${site}/` }]);
  return curl("api/v1/events", ` -H "Content-Type: application/json" -d '${event}'`);
}
