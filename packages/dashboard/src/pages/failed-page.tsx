import { Anchor, Button, Stack, Text, Title } from "@mantine/core";
import { type ErrorComponentProps, Link } from "@tanstack/react-router";
import { connection } from "../api.ts";
import { useTexts } from "../i18n/use-texts.tsx";
import { isMissingScript } from "../sections/connection/is-missing-script.ts";

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
        <Reason error={error} />
      </Text>
      <Button onClick={() => location.reload()}>{t("app.retry")}</Button>
      <Anchor component={Link} to="/">
        {t("app.sites")}
      </Anchor>
    </Stack>
  );
}

/** A page of another release than its server fails in odd ways, of which the last line is no help. */
function Reason({ error }: Pick<ErrorComponentProps, "error">) {
  const { t } = useTexts();
  if (connection.state.kind === "gone") return t("card.unreachable");
  if (connection.skew === "newer") return t("server.pageIsNewer");
  if (connection.skew === "older" || isMissingScript(error)) return t("server.pageIsOlder");
  return <bdi>{error instanceof Error ? error.message : String(error)}</bdi>;
}
