import { Anchor, Button, Stack, Text, Title } from "@mantine/core";
import { type ErrorComponentProps, Link } from "@tanstack/react-router";
import { useTexts } from "../i18n/use-texts.tsx";

/**
 * In place of a page that can't be drawn. It is loaded anew, not drawn anew: after an upgrade its files have other names,
 * and all that it shows is in its address.
 */
export function FailedPage({ error }: ErrorComponentProps) {
  const { t } = useTexts();
  return (
    <Stack align="center" py={80} px="md" role="alert">
      <Title order={1} size="h3">
        {t("app.failed")}
      </Title>
      <Text size="sm" c="dimmed" ta="center">
        <bdi>{error instanceof Error ? error.message : String(error)}</bdi>
      </Text>
      <Button onClick={() => location.reload()}>{t("app.retry")}</Button>
      <Anchor component={Link} to="/">
        {t("app.sites")}
      </Anchor>
    </Stack>
  );
}
