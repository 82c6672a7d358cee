import { Anchor, Button, Code, Stack, Text } from "@mantine/core";
import type { AccountDeletionPreview, PersonInfo } from "@millrace/protocol";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { instanceUrl } from "../../api.ts";
import { Loaded } from "../../cards/card.tsx";
import { useTexts } from "../../i18n/use-texts.tsx";
import { moreApi } from "../../more-api.ts";
import { Box } from "../account/box.tsx";
import { PasswordDialog } from "./password-dialog.tsx";

const OPERATOR_COMMAND = "millrace users make-operator <email>";

export interface EndOfAccountProps {
  readonly person: PersonInfo;
  readonly hasPassword: boolean;
}

/** Deletes one's account, after showing what goes with it or has to be done first. */
export function EndOfAccount({ person, hasPassword }: EndOfAccountProps) {
  const { t } = useTexts();
  const query = useQuery({ queryKey: ["account-deletion"], queryFn: moreApi.accountDeletion, staleTime: 0 });
  const [isAsking, setAsking] = useState(false);
  return (
    <Box title={t("ending.title")} hint={t("ending.hint")} isDanger>
      <Loaded query={query} rows={2}>
        {(preview) => (
          <Stack>
            <WhatGoes preview={preview} />
            {isPossible(preview) && (
              <div>
                <Button variant="outline" color="var(--worse)" onClick={() => setAsking(true)}>
                  {t("ending.title")}
                </Button>
              </div>
            )}
          </Stack>
        )}
      </Loaded>
      {isAsking && <Deletion person={person} hasPassword={hasPassword} onClose={() => setAsking(false)} />}
    </Box>
  );
}

const isPossible = ({ to_transfer, is_only_operator }: AccountDeletionPreview): boolean =>
  to_transfer.length === 0 && !is_only_operator;

function WhatGoes({ preview }: { preview: AccountDeletionPreview }) {
  const { t } = useTexts();
  const { teams, to_transfer, is_only_operator } = preview;
  return (
    <>
      {is_only_operator && (
        <div>
          <Text size="sm">{t("ending.onlyOperator")}</Text>
          <Code block>{OPERATOR_COMMAND}</Code>
        </div>
      )}
      {to_transfer.length > 0 && (
        <div>
          <Text size="sm">{t("ending.transfer")}</Text>
          {to_transfer.map(({ id, name }) => (
            <div key={id}>
              <Anchor component={Link} to="/teams/$team" params={{ team: String(id) } as never} size="sm">
                <bdi>{name}</bdi>
              </Anchor>
            </div>
          ))}
        </div>
      )}
      <Text size="sm">{t(teams.length === 0 ? "ending.nothing" : "ending.teams")}</Text>
      {teams.length > 0 && (
        <ul style={{ margin: 0, paddingInlineStart: 20, fontSize: 14, overflowWrap: "anywhere" }}>
          {teams.map(({ id, name, sites }) => (
            <li key={id}>
              {sites.length === 0
                ? t("ending.emptyTeam", { team: name })
                : t("ending.team", { team: name, sites: sites.join(", ") })}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Deletion({ person, hasPassword, onClose }: EndOfAccountProps & { onClose: () => void }) {
  const { t } = useTexts();
  return (
    <PasswordDialog
      title={t("ending.title")}
      hint={t("ending.sure")}
      submit={t("ending.submit")}
      hasPassword={hasPassword}
      isDanger
      text={{ name: "confirm", label: t("danger.confirm", { site: person.email }) }}
      send={async (password, confirm) => {
        if (confirm.toLowerCase() !== person.email.toLowerCase()) throw new Mismatch();
        await moreApi.deleteAccount({ ...password, confirm });
        // Loaded anew: nothing of what was shown stays in this tab.
        location.replace(instanceUrl("sign-in?note=deleted"));
      }}
      explain={(error) => (error instanceof Mismatch ? t("ending.mismatch") : undefined)}
      onDone={() => {}}
      onClose={onClose}
    />
  );
}

class Mismatch extends Error {}
