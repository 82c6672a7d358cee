import { Button, Code, CopyButton, Group } from "@mantine/core";
import type { ReactNode } from "react";
import { useTexts } from "../../i18n/use-texts.tsx";

export interface CopyableProps {
  readonly value: string;
  /** What the button says. */
  readonly label: string;
  readonly testId?: string;
  /** Further buttons beside it. */
  readonly children?: ReactNode;
}

/** Something to paste elsewhere, whole, with a button that copies it. */
export function Copyable({ value, label, testId, children }: CopyableProps) {
  const { t } = useTexts();
  return (
    <>
      <Code block style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }} data-testid={testId}>
        {value}
      </Code>
      <Group>
        <CopyButton value={value}>
          {({ copied, copy }) => (
            <Button size="xs" variant="default" onClick={copy}>
              {copied ? t("app.copied") : label}
            </Button>
          )}
        </CopyButton>
        {children}
      </Group>
    </>
  );
}
