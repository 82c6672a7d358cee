import { CloseButton, Code, Paper, Text } from "@mantine/core";
import { useState } from "react";
import { useTexts } from "../../i18n/use-texts.tsx";
import { useUser } from "../../user.tsx";
import { SETUP_COMMAND } from "./setup-needed.tsx";

const DISMISSED_AS = "millrace.open-hint";

function wasDismissed(): boolean {
  try {
    return localStorage.getItem(DISMISSED_AS) !== null;
  } catch {
    return false;
  }
}

function dismiss(): void {
  try {
    localStorage.setItem(DISMISSED_AS, "dismissed");
  } catch {}
}

/** On an instance without accounts: who can see it, and how to make the first. */
export function OpenHint() {
  const { t } = useTexts();
  const { me } = useUser();
  const [isShown, setShown] = useState(() => !wasDismissed());
  if (me?.instance !== "open" || !isShown) return null;

  function close(): void {
    dismiss();
    setShown(false);
  }

  return (
    <Paper
      withBorder
      px="md"
      py={6}
      component="aside"
      aria-label={t("open.title")}
      style={{ display: "flex", alignItems: "center", gap: 8 }}
    >
      <Text size="sm" c="dimmed" flex={1} style={{ overflowWrap: "anywhere" }}>
        {t("open.title")}. {t("open.hint")} <Code>{SETUP_COMMAND}</Code>
      </Text>
      <CloseButton aria-label={t("app.close")} onClick={close} />
    </Paper>
  );
}
