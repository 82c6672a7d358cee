import { Anchor, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTexts } from "../i18n/use-texts.tsx";

export function NotFound() {
  const { t } = useTexts();
  return (
    <Stack align="center" py={80}>
      <Text>{t("app.notFound")}</Text>
      <Anchor component={Link} to="/">
        {t("app.sites")}
      </Anchor>
    </Stack>
  );
}
