import { Paper, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

export interface BoxProps {
  readonly title: string;
  readonly hint?: string | undefined;
  readonly isDanger?: boolean;
  readonly children: ReactNode;
}

/** A part of a page of settings. */
export function Box({ title, hint, isDanger = false, children }: BoxProps) {
  return (
    <Paper
      withBorder
      p="lg"
      component="section"
      aria-label={title}
      {...(isDanger && { style: { borderColor: "var(--worse)" } })}
    >
      <Stack>
        <div>
          <Title order={2} size="h4">
            {title}
          </Title>
          {hint !== undefined && (
            <Text size="sm" c="dimmed">
              {hint}
            </Text>
          )}
        </div>
        {children}
      </Stack>
    </Paper>
  );
}
