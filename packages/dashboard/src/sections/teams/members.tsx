import { Button, Group, Modal, Stack } from "@mantine/core";
import type { MemberInfo, TeamDetails } from "@millrace/protocol";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Fault } from "../../cards/fault.tsx";
import { useTexts } from "../../i18n/use-texts.tsx";
import { useFocusBack } from "../../keyboard/use-focus-back.ts";
import { moreApi } from "../../more-api.ts";
import { useUser } from "../../user.tsx";
import { Box } from "../account/box.tsx";
import { Confirmation } from "../account/confirmation.tsx";
import { Entries, Entry } from "../account/entries.tsx";
import { type GrantableRole, isNowhere, type Place, RoleChoice } from "./role-choice.tsx";
import { useRefreshTeam } from "./use-refresh-team.ts";

interface Asked {
  readonly member: MemberInfo;
  readonly what: "change" | "remove";
}

/** Who is in a team, as what, and for which sites. */
export function Members({ team }: { team: TeamDetails }) {
  const { t } = useTexts();
  const refresh = useRefreshTeam(team.id);
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = () => setAsked(null);

  async function remove({ user_id }: MemberInfo): Promise<void> {
    await moreApi.removeMember(team.id, user_id);
    await refresh();
  }

  return (
    <Box title={t("team.members")}>
      <Entries label={t("team.members")}>
        {team.members.map((member) => (
          <Member key={member.user_id} member={member} onAsk={(what) => setAsked({ member, what })} />
        ))}
      </Entries>
      {asked?.what === "change" && <ChangeMember team={team} member={asked.member} onClose={close} />}
      {asked?.what === "remove" && (
        <Confirmation
          title={t("team.removeName", { name: asked.member.name })}
          hint={t("team.removeHint")}
          submit={t("team.remove")}
          onConfirm={() => remove(asked.member)}
          onClose={close}
        />
      )}
    </Box>
  );
}

function Member({ member, onAsk }: { member: MemberInfo; onAsk: (what: Asked["what"]) => void }) {
  const { t } = useTexts();
  const { person, mayManageTeam } = useUser();
  const { name, email, role, sites } = member;
  const isOneself = member.user_id === person?.id;
  const place =
    sites === null
      ? t(`role.${role}`)
      : t("team.placeSome", { role: t(`role.${role}`), sites: sites.join(", ") });
  return (
    <Entry
      title={
        <>
          <bdi>{name}</bdi>
          {isOneself && ` (${t("team.you")})`}
        </>
      }
      detail={
        <>
          <bdi>{email}</bdi> · {place}
        </>
      }
    >
      {mayManageTeam && !isOneself && role !== "owner" && (
        <>
          <Button
            size="xs"
            variant="default"
            aria-label={t("team.changeName", { name })}
            onClick={() => onAsk("change")}
          >
            {t("team.change")}
          </Button>
          <Button
            size="xs"
            variant="default"
            aria-label={t("team.removeName", { name })}
            onClick={() => onAsk("remove")}
          >
            {t("team.remove")}
          </Button>
        </>
      )}
    </Entry>
  );
}

interface ChangeMemberProps {
  readonly team: TeamDetails;
  readonly member: MemberInfo;
  readonly onClose: () => void;
}

function ChangeMember({ team, member, onClose }: ChangeMemberProps) {
  const { t } = useTexts();
  useFocusBack();
  const refresh = useRefreshTeam(team.id);
  const [place, setPlace] = useState<Place>({ role: member.role as GrantableRole, sites: member.sites });
  const [wasNowhere, setWasNowhere] = useState(false);
  const saving = useMutation({
    mutationFn: () => moreApi.changeMember(team.id, member.user_id, place),
    async onSuccess() {
      onClose();
      await refresh();
    },
  });

  function save(event: FormEvent): void {
    event.preventDefault();
    setWasNowhere(isNowhere(place));
    if (!isNowhere(place)) saving.mutate();
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={t("team.changeName", { name: member.name })}
      closeButtonProps={{ "aria-label": t("app.close") }}
    >
      <form onSubmit={save}>
        <Stack>
          <RoleChoice
            place={place}
            onChange={setPlace}
            sites={team.sites}
            fault={wasNowhere && isNowhere(place) ? t("team.noSites") : undefined}
          />
          {saving.error !== null && <Fault error={saving.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("app.cancel")}
            </Button>
            <Button type="submit" loading={saving.isPending}>
              {t("app.save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
