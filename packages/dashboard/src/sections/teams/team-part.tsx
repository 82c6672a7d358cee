import { Anchor, Stack, Text, Title } from "@mantine/core";
import type { TeamDetails } from "@millrace/protocol";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Failure } from "../../cards/card.tsx";
import { useTexts } from "../../i18n/use-texts.tsx";
import { LeftIcon } from "../../icons.tsx";
import { teamQuery } from "../../site/team-query.ts";
import { useTitle } from "../../site/use-title.ts";
import { useUser } from "../../user.tsx";
import { FrontPage } from "../account/front-page.tsx";
import { NoAccounts } from "../account/no-accounts.tsx";
import { NotYours } from "../account/not-yours.tsx";

export interface TeamPartProps {
  /** As the address has it. */
  readonly team: string;
  readonly title: string;
  readonly hint: string;
  readonly isWide?: boolean;
  readonly children: (team: TeamDetails) => ReactNode;
}

/** A page about one side of a team, for its admins and its owner. */
export function TeamPart({ team, title, hint, isWide = false, children }: TeamPartProps) {
  const { t } = useTexts();
  const { person, mayManageTeam } = useUser();
  const id = /^\d{1,9}$/.test(team) ? Number(team) : 0;
  const { data, error, refetch } = useQuery({ ...teamQuery(id), enabled: person !== null });
  useTitle(title);
  if (person === null) return <NoAccounts />;
  if (data === undefined) return error === null ? null : <Failure error={error} retry={refetch} />;
  if (data === null) return <FrontPage title={t("team.gone")} hint={t("team.goneHint")} />;
  if (!mayManageTeam) return <NotYours />;
  return (
    <Stack maw={isWide ? 1040 : 760} mx="auto" my="md">
      <Anchor
        component={Link}
        to="/teams/$team/{-$part}"
        params={{ team } as never}
        style={{ display: "inline-flex", alignItems: "center", alignSelf: "start", gap: 4 }}
      >
        <LeftIcon />
        <bdi>{data.name}</bdi>
      </Anchor>
      <div>
        <Title order={1} size="h3">
          {title}
        </Title>
        <Text size="sm" c="dimmed">
          {hint}
        </Text>
      </div>
      {children(data)}
    </Stack>
  );
}
