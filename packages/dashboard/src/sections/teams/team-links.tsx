import { Anchor, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTexts } from "../../i18n/use-texts.tsx";
import { Box } from "../account/box.tsx";
import { Entries, Entry } from "../account/entries.tsx";

/** Where a team's keys and its audit log are. */
export function TeamLinks({ team }: { team: number }) {
  const { t } = useTexts();
  const paramsOf = (part: string) => ({ team: String(team), part }) as never;
  return (
    <Box title={t("team.more")}>
      <Entries label={t("team.more")}>
        <Entry
          title={
            <Anchor component={Link} to="/teams/$team/{-$part}" params={paramsOf("keys")}>
              {t("apiKeys.title")}
            </Anchor>
          }
          detail={<Text size="sm">{t("apiKeys.hint")}</Text>}
        />
        <Entry
          title={
            <Anchor component={Link} to="/teams/$team/{-$part}" params={paramsOf("audit")}>
              {t("audit.title")}
            </Anchor>
          }
          detail={<Text size="sm">{t("audit.hint")}</Text>}
        />
      </Entries>
    </Box>
  );
}
