import { Anchor, Stack, Text, TextInput, Title } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTexts } from "../i18n/use-texts.tsx";
import { moreApi } from "../more-api.ts";
import { Box } from "../sections/account/box.tsx";
import { Entries, Entry } from "../sections/account/entries.tsx";
import { FormBox } from "../sections/account/form-box.tsx";
import { NoAccounts } from "../sections/account/no-accounts.tsx";
import { useForm } from "../sections/account/use-form.ts";
import { useTitle } from "../site/use-title.ts";
import { useUser } from "../user.tsx";

/** The teams that one is in, and a new one. */
export function TeamsPage() {
  const { t } = useTexts();
  const { person, teams } = useUser();
  useTitle(t("app.teams"));
  if (person === null) return <NoAccounts />;
  return (
    <Stack maw={760} mx="auto" my="md">
      <Title order={1} size="h3">
        {t("app.teams")}
      </Title>
      <Box title={t("team.yours")}>
        {teams.length === 0 && <Text size="sm">{t("team.none")}</Text>}
        <Entries label={t("team.yours")}>
          {teams.map(({ id, name, role }) => (
            <Entry
              key={id}
              title={
                <Anchor component={Link} to="/teams/$team/{-$part}" params={{ team: String(id) } as never}>
                  <bdi>{name}</bdi>
                </Anchor>
              }
            >
              <Text size="sm" c="dimmed">
                {t(`role.${role}`)}
              </Text>
            </Entry>
          ))}
        </Entries>
      </Box>
      <NewTeam />
    </Stack>
  );
}

function NewTeam() {
  const { t } = useTexts();
  const client = useQueryClient();
  const navigate = useNavigate();
  const form = useForm({
    start: { name: "" },
    needs: { filled: ["name"] },
    async send({ name }) {
      const { id } = await moreApi.createTeam(name);
      await client.invalidateQueries({ queryKey: ["me"] });
      await navigate({ to: "/teams/$team/{-$part}", params: { team: String(id) } });
    },
  });
  return (
    <Box title={t("team.new")} hint={t("team.newHint")}>
      <FormBox form={form} submit={t("team.create")}>
        <TextInput
          {...form.field("name")}
          label={t("team.name")}
          autoComplete="organization"
          maxLength={100}
        />
      </FormBox>
    </Box>
  );
}
