import { Button, Code, Paper, Stack, Text, Title } from "@mantine/core";
import { useTexts } from "../../i18n/use-texts.tsx";
import { PlusIcon } from "../../icons.tsx";
import { SnippetCode } from "../install/snippet.tsx";

const DEMO = "npm run demo";
const PLACEHOLDER = "example.com";

/** Instead of the list where there is no site: how to begin, or to see what it will look like. */
export function EmptyList({ onAdd }: { onAdd: (() => void) | null }) {
  const { t } = useTexts();
  if (onAdd === null)
    return (
      <Paper withBorder p="lg" maw={760} w="100%" mx="auto" mt="lg">
        <Title order={2} size="h4">
          {t("sites.nothingShared")}
        </Title>
        <Text size="sm">{t("sites.nothingSharedHint")}</Text>
      </Paper>
    );
  return (
    <Paper withBorder p="lg" maw={760} w="100%" mx="auto" mt="lg">
      <Stack>
        <Title order={2} size="h4">
          {t("sites.beginTitle")}
        </Title>
        <Text size="sm">{t("sites.begin", { site: PLACEHOLDER })}</Text>
        <SnippetCode site={PLACEHOLDER} />
        <div>
          <Button leftSection={<PlusIcon />} onClick={onAdd}>
            {t("sites.add")}
          </Button>
        </div>
        <Title order={2} size="h4">
          {t("sites.demoTitle")}
        </Title>
        <Text size="sm">{t("sites.demo")}</Text>
        <Code block>{DEMO}</Code>
      </Stack>
    </Paper>
  );
}
