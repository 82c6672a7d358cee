import { Button, Stack, Text, Title } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { api, instanceUrl } from "../../api.ts";
import { htmlAttribute } from "../../format/html-attribute.ts";
import { useTexts } from "../../i18n/use-texts.tsx";
import { Copyable } from "./copyable.tsx";

/** The snippet of a site, to copy and to try. */
export function Snippet({ site }: { site: string }) {
  const { t } = useTexts();
  return (
    <Stack gap="xs">
      <Title order={2} size="h4">
        {t("install.title")}
      </Title>
      <SnippetCode site={site}>
        <TestView site={site} />
      </SnippetCode>
    </Stack>
  );
}

/** The line itself, and what can be done with it. */
export function SnippetCode({ site, children }: { site: string; children?: ReactNode }) {
  const { t } = useTexts();
  const snippet = `<script defer src="${instanceUrl("js/millrace.js")}" data-site="${htmlAttribute(site)}"></script>`;
  return (
    <Copyable value={snippet} label={t("app.copy")}>
      {children}
    </Copyable>
  );
}

/** Sends one page view, as a page with the snippet would. */
function TestView({ site }: { site: string }) {
  const { t } = useTexts();
  const [said, setSaid] = useState("");

  async function send(): Promise<void> {
    try {
      const { dropped } = await api.sendEvents([{ site, url: `https://${site}/`, title: "Test" }]);
      const [drop] = dropped;
      setSaid(drop === undefined ? t("install.sent") : t("install.dropped", { reason: drop.reason }));
    } catch (error) {
      setSaid((error as Error).message);
    }
  }

  return (
    <>
      <Button size="xs" variant="subtle" onClick={() => void send()}>
        {t("install.send")}
      </Button>
      <Text size="sm" c="dimmed" role="status">
        {said}
      </Text>
    </>
  );
}
