import { Paper, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { useTitle } from "../../site/use-title.ts";

export interface FrontPageProps {
  readonly title: string;
  readonly hint?: ReactNode;
  readonly children?: ReactNode;
}

/** A page for whoever is not in yet: one thing to do, in the middle. */
export function FrontPage({ title, hint, children }: FrontPageProps) {
  useTitle(title);
  return (
    <Paper withBorder p="lg" maw={420} mx="auto" mt={{ base: "md", sm: 60 }}>
      <Stack>
        <div>
          <Title order={1} size="h3">
            {title}
          </Title>
          {hint !== undefined && (
            <Text size="sm" c="dimmed" mt={4} style={{ overflowWrap: "anywhere" }}>
              {hint}
            </Text>
          )}
        </div>
        {children}
      </Stack>
    </Paper>
  );
}
