import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import type { InvitationInfo, InvitationWithLink, TeamDetails } from "@millrace/protocol";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Loaded } from "../../cards/card.tsx";
import { Fault } from "../../cards/fault.tsx";
import { useTexts } from "../../i18n/use-texts.tsx";
import { moreApi } from "../../more-api.ts";
import { Box } from "../account/box.tsx";
import { Entries, Entry } from "../account/entries.tsx";
import { FormBox } from "../account/form-box.tsx";
import { useForm } from "../account/use-form.ts";
import { Copyable } from "../install/copyable.tsx";
import { isNowhere, type Place, RoleChoice } from "./role-choice.tsx";

/** Invites people to a team, and lists whom it waits for. */
export function Invitations({ team }: { team: TeamDetails }) {
  const { t } = useTexts();
  const client = useQueryClient();
  const queryKey = ["invitations", team.id];
  const query = useQuery({ queryKey, queryFn: () => moreApi.invitations(team.id) });
  const [sent, setSent] = useState<InvitationWithLink | null>(null);
  const refresh = () => client.invalidateQueries({ queryKey });

  function show(invitation: InvitationWithLink): void {
    setSent(invitation);
    void refresh();
  }

  function hideRevoked(id: number): void {
    if (sent?.id === id) setSent(null);
    void refresh();
  }

  return (
    <Box title={t("invite.title")} hint={t("invite.hint")}>
      <InviteForm team={team} onInvited={show} />
      <div role="status">{sent !== null && <SentLink key={sent.link} invitation={sent} />}</div>
      <Loaded query={query} rows={1}>
        {(invitations) =>
          invitations.length === 0 ? (
            <Text size="sm" c="dimmed">
              {t("invite.none")}
            </Text>
          ) : (
            <Entries label={t("invite.open")}>
              {invitations.map((invitation) => (
                <Invitation
                  key={invitation.id}
                  team={team.id}
                  invitation={invitation}
                  onSent={show}
                  onRevoked={() => hideRevoked(invitation.id)}
                />
              ))}
            </Entries>
          )
        }
      </Loaded>
    </Box>
  );
}

interface InviteFormProps {
  readonly team: TeamDetails;
  readonly onInvited: (invitation: InvitationWithLink) => void;
}

function InviteForm({ team, onInvited }: InviteFormProps) {
  const { t } = useTexts();
  const [attempt, setAttempt] = useState(0);
  const [place, setPlace] = useState<Place>({ role: "viewer", sites: null });
  return (
    <NewInvitation
      key={attempt}
      team={team}
      place={place}
      onPlace={setPlace}
      submit={t("invite.submit")}
      onInvited={(invitation) => {
        // An empty field for the next one, with the same role.
        setAttempt(attempt + 1);
        onInvited(invitation);
      }}
    />
  );
}

interface NewInvitationProps extends InviteFormProps {
  readonly place: Place;
  readonly onPlace: (place: Place) => void;
  readonly submit: string;
}

function NewInvitation({ team, place, onPlace, submit, onInvited }: NewInvitationProps) {
  const { t } = useTexts();
  const [wasNowhere, setWasNowhere] = useState(false);
  const form = useForm({
    start: { email: "" },
    needs: { filled: ["email"] },
    async send({ email }) {
      setWasNowhere(isNowhere(place));
      if (!isNowhere(place)) onInvited(await moreApi.invite(team.id, { email: email.trim(), ...place }));
    },
  });
  return (
    <FormBox form={form} submit={submit}>
      <TextInput
        {...form.field("email")}
        label={t("person.email")}
        type="email"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={254}
      />
      <RoleChoice
        place={place}
        onChange={onPlace}
        sites={team.sites}
        fault={wasNowhere && isNowhere(place) ? t("team.noSites") : undefined}
      />
    </FormBox>
  );
}

/** The link of an invitation, which the server says once. */
function SentLink({ invitation }: { invitation: InvitationWithLink }) {
  const { t } = useTexts();
  return (
    <Stack gap="xs">
      <Text size="sm">{t("invite.link", { email: invitation.email })}</Text>
      <Copyable value={invitation.link} label={t("invite.copy")} testId="invitation-link" />
    </Stack>
  );
}

interface InvitationProps {
  readonly team: number;
  readonly invitation: InvitationInfo;
  readonly onSent: (invitation: InvitationWithLink) => void;
  readonly onRevoked: () => void;
}

function Invitation({ team, invitation, onSent, onRevoked }: InvitationProps) {
  const { t, dates } = useTexts();
  const { id, email, role, sites, expires_at } = invitation;
  const renewal = useMutation({ mutationFn: () => moreApi.renewInvitation(team, id), onSuccess: onSent });
  // One that was used or revoked meanwhile is gone from the list, too.
  const revocation = useMutation({
    mutationFn: () => moreApi.revokeInvitation(team, id),
    onSettled: onRevoked,
  });
  const error = renewal.error ?? revocation.error;
  const named = t(`role.${role}`);
  const place = sites === null ? named : t("team.placeSome", { role: named, sites: sites.join(", ") });
  return (
    <Entry
      title={<bdi>{email}</bdi>}
      detail={
        <>
          {place} · {t("invite.until", { time: dates.instant(Date.parse(expires_at)) })}
          {error !== null && <Fault error={error} />}
        </>
      }
    >
      <Group gap={6}>
        <Button
          size="xs"
          variant="default"
          aria-label={t("invite.againTo", { email })}
          loading={renewal.isPending}
          onClick={() => renewal.mutate()}
        >
          {t("invite.again")}
        </Button>
        <Button
          size="xs"
          variant="default"
          aria-label={t("invite.revokeOf", { email })}
          loading={revocation.isPending}
          onClick={() => revocation.mutate()}
        >
          {t("invite.revoke")}
        </Button>
      </Group>
    </Entry>
  );
}
