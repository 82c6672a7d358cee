import { Paper } from "@mantine/core";
import { useParams } from "@tanstack/react-router";
import { useTexts } from "../i18n/use-texts.tsx";
import { AuditLog } from "../sections/audit/audit-log.tsx";
import { ApiKeys } from "../sections/keys/api-keys.tsx";
import { TeamPart } from "../sections/teams/team-part.tsx";
import { NotFound } from "./not-found.tsx";

/** One side of a team, for its admins and its owner: its API keys, or who did what in it. */
export default function TeamPartPage() {
  const { team, part } = useParams({ from: "/teams/$team/{-$part}" });
  const { t } = useTexts();
  if (part === "keys")
    return (
      <TeamPart team={team} title={t("apiKeys.title")} hint={t("apiKeys.hint")}>
        {(details) => <ApiKeys team={details} />}
      </TeamPart>
    );
  if (part !== "audit") return <NotFound />;
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
