import { Button, Group, Select, Text } from "@mantine/core";
import type { TeamDetails } from "@millrace/protocol";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTexts } from "../../i18n/use-texts.tsx";
import { moreApi } from "../../more-api.ts";
import { useUser } from "../../user.tsx";
import { Box } from "../account/box.tsx";
import { Confirmation } from "../account/confirmation.tsx";
import { useRefreshTeam } from "./use-refresh-team.ts";

const ENDS = ["leave", "transfer", "delete"] as const;
type End = (typeof ENDS)[number];

/** Leaving a team, giving it away, or deleting it. Its owner can't leave, nobody else can do the other two. */
export function EndOfTeam({ team }: { team: TeamDetails }) {
  const { t } = useTexts();
  const { mayOwnTeam } = useUser();
  const [asked, setAsked] = useState<End | null>(null);
  const ends = ENDS.filter((end) =>
    end === "leave" ? !mayOwnTeam : mayOwnTeam && (end === "delete" || team.members.length > 1),
  );
  const close = () => setAsked(null);
  return (
    <Box title={t("danger.title")} isDanger>
      {ends.map((end) => (
        <Group key={end} justify="space-between" gap="sm">
          <Text size="sm" flex="1 1 260px">
            {t(`team.${end}Hint`)}
          </Text>
          <Button
            variant="outline"
            style={{ borderColor: "var(--worse)", color: "var(--worse)" }}
            onClick={() => setAsked(end)}
          >
            {t(`team.${end}`)}
          </Button>
        </Group>
      ))}
      {asked === "transfer" && <Transfer team={team} onClose={close} />}
      {(asked === "leave" || asked === "delete") && <Goodbye team={team} end={asked} onClose={close} />}
    </Box>
  );
}

interface GoodbyeProps {
  readonly team: TeamDetails;
  readonly end: "leave" | "delete";
  readonly onClose: () => void;
}

function Goodbye({ team, end, onClose }: GoodbyeProps) {
  const { t } = useTexts();
  const client = useQueryClient();
  const navigate = useNavigate();

  async function confirm(): Promise<void> {
    await (end === "leave" ? moreApi.leaveTeam(team.id) : moreApi.deleteTeam(team.id));
    await navigate({ to: "/teams" });
    await client.invalidateQueries();
  }

  return (
    <Confirmation
      title={t(`team.${end}`)}
      hint={t(`team.${end}Sure`, { team: team.name })}
      onConfirm={confirm}
      onClose={onClose}
    />
  );
}

function Transfer({ team, onClose }: Pick<GoodbyeProps, "team" | "onClose">) {
  const { t } = useTexts();
  const refresh = useRefreshTeam(team.id);
  const [chosen, setChosen] = useState<string | null>(null);
  const others = team.members.filter(({ role }) => role !== "owner");

  async function confirm(): Promise<void> {
    if (chosen === null) return;
    await moreApi.transferTeam(team.id, chosen);
    await refresh();
  }

  return (
    <Confirmation
      title={t("team.transfer")}
      hint={t("team.transferSure")}
      isReady={chosen !== null}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Select
        label={t("team.newOwner")}
        data={others.map(({ user_id, name, email }) => ({ value: user_id, label: `${name} (${email})` }))}
        value={chosen}
        onChange={setChosen}
      />
    </Confirmation>
  );
}
