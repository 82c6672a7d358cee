import { useParams } from "@tanstack/react-router";
import { useTexts } from "../i18n/use-texts.tsx";
import { ApiKeys } from "../sections/keys/api-keys.tsx";
import { TeamPart } from "../sections/teams/team-part.tsx";

/** A team's API keys, for its admins and its owner. */
export function KeysPage() {
  const { team } = useParams({ from: "/teams/$team/keys" });
  const { t } = useTexts();
  return (
    <TeamPart team={team} title={t("apiKeys.title")} hint={t("apiKeys.hint")}>
      {(details) => <ApiKeys team={details} />}
    </TeamPart>
  );
}
