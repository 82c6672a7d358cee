import { TextInput } from "@mantine/core";
import type { TeamDetails } from "@millrace/protocol";
import { useTexts } from "../../i18n/use-texts.tsx";
import { moreApi } from "../../more-api.ts";
import { Box } from "../account/box.tsx";
import { FormBox } from "../account/form-box.tsx";
import { useForm } from "../account/use-form.ts";
import { useRefreshTeam } from "./use-refresh-team.ts";

/** Renames a team. */
export function TeamName({ team }: { team: TeamDetails }) {
  const { t } = useTexts();
  const form = useForm({
    start: { name: team.name },
    needs: { filled: ["name"] },
    send: ({ name }) => moreApi.renameTeam(team.id, name),
    onDone: useRefreshTeam(team.id),
  });
  return (
    <Box title={t("team.rename")}>
      <FormBox form={form} submit={t("app.save")} done={t("app.saved")}>
        <TextInput {...form.field("name")} label={t("team.name")} autoComplete="off" maxLength={100} />
      </FormBox>
    </Box>
  );
}
