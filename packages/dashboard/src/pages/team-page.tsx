import { Anchor, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { Failure } from "../cards/card.tsx";
import { useTexts } from "../i18n/use-texts.tsx";
import { LeftIcon } from "../icons.tsx";
import { FrontPage } from "../sections/account/front-page.tsx";
import { NoAccounts } from "../sections/account/no-accounts.tsx";
import { EndOfTeam } from "../sections/teams/end-of-team.tsx";
import { Invitations } from "../sections/teams/invitations.tsx";
import { Members } from "../sections/teams/members.tsx";
import { TeamLinks } from "../sections/teams/team-links.tsx";
import { TeamName } from "../sections/teams/team-name.tsx";
import { teamQuery } from "../site/team-query.ts";
import { useTitle } from "../site/use-title.ts";
import { useUser } from "../user.tsx";
import styles from "./settings-page.module.css";

const TeamPartPage = lazy(() => import("./team-part-page.tsx"));

/** A team, or one side of it. */
export function TeamPage() {
  const { part } = useParams({ from: "/teams/$team/{-$part}" });
  return part === undefined ? (
    <Overview />
  ) : (
    <Suspense>
      <TeamPartPage />
    </Suspense>
  );
}

/** A team: who is in it, who is invited, and what its admins and its owner can do with it. */
function Overview() {
  const { team } = useParams({ from: "/teams/$team/{-$part}" });
  const { t } = useTexts();
  const { person, mayManageTeam } = useUser();
  const id = /^\d{1,9}$/.test(team) ? Number(team) : 0;
  const { data: details, error, refetch } = useQuery({ ...teamQuery(id), enabled: person !== null });
  useTitle(details?.name ?? t("app.teams"));
  if (person === null) return <NoAccounts />;
  if (details === undefined) return error === null ? null : <Failure error={error} retry={refetch} />;
  if (details === null) return <FrontPage title={t("team.gone")} hint={t("team.goneHint")} />;
  return (
    <Stack maw={760} mx="auto" my="md">
      <Anchor component={Link} to="/teams" className={styles.back}>
        <LeftIcon />
        {t("app.teams")}
      </Anchor>
      <div>
        <Title order={1} size="h3" style={{ overflowWrap: "anywhere" }}>
          <bdi>{details.name}</bdi>
        </Title>
        <Text size="sm" c="dimmed">
          {t("team.yourRole", { role: t(`role.${details.role}`) })}
        </Text>
      </div>
      <Members team={details} />
      {mayManageTeam && <Invitations team={details} />}
      {mayManageTeam && <TeamName team={details} />}
      {mayManageTeam && <TeamLinks team={details.id} />}
      <EndOfTeam team={details} />
    </Stack>
  );
}
