import { Button, Code, CopyButton, Group, Stack, Text } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useTexts } from "../../i18n/use-texts.tsx";

const FILE = "millrace-backup-codes.txt";

export interface BackupCodesProps {
  readonly codes: readonly string[];
  readonly onKept: () => void;
}

/** Codes that sign in without the authenticator app: the server says them once. */
export function BackupCodes({ codes, onKept }: BackupCodesProps) {
  const { t } = useTexts();
  const ref = useRef<HTMLParagraphElement>(null);
  useEffect(() => ref.current?.focus(), []);
  const lines = codes.join("\n");
  return (
    <Stack gap="sm">
      <Text ref={ref} tabIndex={-1} size="sm" style={{ outline: "none" }}>
        {t("backup.hint")}
      </Text>
      <Code block aria-label={t("backup.title")} data-testid="backup-codes">
        {lines}
      </Code>
      <Group gap="sm">
        <CopyButton value={lines}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? t("app.copied") : t("backup.copy")}
            </Button>
          )}
        </CopyButton>
        <Button
          component="a"
          variant="default"
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(`${lines}\n`)}`}
          download={FILE}
        >
          {t("backup.download")}
        </Button>
        <Button onClick={onKept}>{t("backup.kept")}</Button>
      </Group>
    </Stack>
  );
}
