import { Anchor, Code, Group, Stack, Title } from "@mantine/core";
import { Link, useLocation } from "@tanstack/react-router";
import { instanceUrl } from "../api.ts";
import { useTexts } from "../i18n/use-texts.tsx";
import { useTitle } from "../site/use-title.ts";

/** Also what the server sends a browser for a path that it does not know. */
export function NotFound() {
  const { t } = useTexts();
  const { pathname } = useLocation();
  useTitle(t("app.notFound"));
  return (
    <Stack align="center" py={80} px="md">
      <Title order={1} size="h3">
        {t("app.notFound")}
      </Title>
      <Code style={{ overflowWrap: "anywhere" }}>
        <bdi>{pathname}</bdi>
      </Code>
      <Group>
        <Anchor component={Link} to="/">
          {t("app.sites")}
        </Anchor>
        <Anchor href={instanceUrl("api/docs")}>{t("app.apiDocs")}</Anchor>
      </Group>
    </Stack>
  );
}
