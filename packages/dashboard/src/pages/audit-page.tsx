import { Anchor, Paper, Stack, Text, Title } from "@mantine/core";
import { Link, useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTexts } from "../i18n/use-texts.tsx";
import { LeftIcon } from "../icons.tsx";
import { NotYours } from "../sections/account/not-yours.tsx";
import { AuditLog } from "../sections/audit/audit-log.tsx";
import { TeamPart } from "../sections/teams/team-part.tsx";
import { useTitle } from "../site/use-title.ts";
import { useUser } from "../user.tsx";
import styles from "./settings-page.module.css";

/** Who did what in a team, for its admins and its owner. */
export function TeamAuditPage() {
  const { team } = useParams({ from: "/teams/$team/audit" });
  const { t } = useTexts();
  return (
    <TeamPart team={team} title={t("audit.title")} hint={t("audit.hint")} isWide>
      {({ id }) => (
        <Paper withBorder p="lg">
          <AuditLog team={id} />
        </Paper>
      )}
    </TeamPart>
  );
}

/** What was done on the instance and belongs to no team, for operators. */
export function InstanceAuditPage() {
  const { t } = useTexts();
  const { mayOperate } = useUser();
  useTitle(t("audit.title"));
  if (!mayOperate) return <NotYours />;
  return (
    <Page>
      <Anchor component={Link} to="/operations" className={styles.back}>
        <LeftIcon />
        {t("operations.title")}
      </Anchor>
      <div>
        <Title order={1} size="h3">
          {t("audit.title")}
        </Title>
        <Text size="sm" c="dimmed">
          {t("audit.instanceHint")}
        </Text>
      </div>
      <Paper withBorder p="lg">
        <AuditLog team={null} />
      </Paper>
    </Page>
  );
}

function Page({ children }: { children: ReactNode }) {
  return (
    <Stack maw={1040} mx="auto" my="md">
      {children}
    </Stack>
  );
}
