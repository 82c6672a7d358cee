import { Button, Group, Text } from "@mantine/core";
import { ClientError, type PersonInfo } from "@millrace/protocol";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { isConflict } from "../../api.ts";
import { Fault } from "../../cards/fault.tsx";
import { useTexts } from "../../i18n/use-texts.tsx";
import { moreApi } from "../../more-api.ts";
import { Box } from "../account/box.tsx";
import { PasswordDialog } from "./password-dialog.tsx";
import { TOO_OFTEN } from "./refusals.ts";

export interface OwnEmailProps {
  readonly person: PersonInfo;
  readonly hasPassword: boolean;
}

/** One's e-mail address: confirmed, and changed, by links of mails. */
export function OwnEmail({ person, hasPassword }: OwnEmailProps) {
  const { t } = useTexts();
  const client = useQueryClient();
  const [isChanging, setChanging] = useState(false);
  const [said, setSaid] = useState("");
  const verifying = useMutation({
    mutationFn: moreApi.requestVerification,
    onSuccess: () => setSaid(t("mail.sent")),
    // It was confirmed meanwhile, in another tab.
    onError: (error) => isConflict(error) && client.invalidateQueries({ queryKey: ["me"] }),
  });
  const { email, email_verified: isVerified } = person;
  return (
    <Box title={t("person.email")}>
      <Text size="sm" style={{ overflowWrap: "anywhere" }}>
        {t(isVerified ? "email.confirmed" : "email.unconfirmed", { email })}
      </Text>
      <div>
        <Group gap="sm">
          {!isVerified && (
            <Button variant="default" loading={verifying.isPending} onClick={() => verifying.mutate()}>
              {t("email.verify")}
            </Button>
          )}
          <Button variant="default" onClick={() => setChanging(true)}>
            {t("email.change")}
          </Button>
        </Group>
        <Text size="sm" c="dimmed" role="status" mt={said === "" ? 0 : "xs"}>
          {said}
        </Text>
      </div>
      {verifying.error !== null && !isConflict(verifying.error) && <MailFault error={verifying.error} />}
      {isChanging && (
        <PasswordDialog
          title={t("email.change")}
          hint={t("email.changeHint")}
          submit={t("recover.submit")}
          hasPassword={hasPassword}
          text={{ name: "email", label: t("email.new") }}
          send={(password, asked) => moreApi.requestEmailChange({ ...password, email: asked })}
          explain={(error) =>
            error instanceof ClientError && error.status === TOO_OFTEN ? t("mail.tooOften") : undefined
          }
          onDone={() => {
            setSaid(t("email.changeSent"));
            setChanging(false);
          }}
          onClose={() => setChanging(false)}
        />
      )}
    </Box>
  );
}

/** Why no mail is sent. */
export function MailFault({ error }: { error: Error }) {
  const { t } = useTexts();
  if (!(error instanceof ClientError) || error.status !== TOO_OFTEN) return <Fault error={error} />;
  return (
    <Text size="sm" role="alert" c="var(--worse)">
      {t("mail.tooOften")}
    </Text>
  );
}
