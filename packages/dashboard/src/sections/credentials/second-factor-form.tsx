import { Button, Stack, Text, TextInput } from "@mantine/core";
import type { SignedIn } from "@millrace/protocol";
import { useState } from "react";
import { useTexts } from "../../i18n/use-texts.tsx";
import { moreApi } from "../../more-api.ts";
import { FormBox } from "../account/form-box.tsx";
import { useForm } from "../account/use-form.ts";
import { CodeField, digitsOf } from "./code-field.tsx";
import { BAD_REQUEST, TOO_OFTEN, WRONG } from "./refusals.ts";

interface WayProps {
  readonly onSignedIn: (reply: SignedIn) => unknown;
}

/** Completes a sign-in: by a code of the authenticator app, or by a backup code. */
export function SecondFactorForm({ onSignedIn }: WayProps) {
  const { t } = useTexts();
  const [byBackup, setByBackup] = useState(false);
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {t(byBackup ? "factor.backupHint" : "factor.hint")}
      </Text>
      {byBackup ? <ByBackupCode onSignedIn={onSignedIn} /> : <ByCode onSignedIn={onSignedIn} />}
      <Button variant="default" onClick={() => setByBackup(!byBackup)}>
        {t(byBackup ? "factor.useCode" : "factor.useBackup")}
      </Button>
    </Stack>
  );
}

function ByCode({ onSignedIn }: WayProps) {
  const { t } = useTexts();
  const form = useForm({
    start: { code: "" },
    needs: { filled: ["code"] },
    send: async ({ code }) => onSignedIn(await moreApi.giveSecondFactor({ code: digitsOf(code) })),
    explain: ({ status }) =>
      status === BAD_REQUEST
        ? { code: t("factor.digits") }
        : status === WRONG
          ? { code: t("factor.wrong") }
          : status === TOO_OFTEN
            ? { code: t("signIn.tooOften") }
            : undefined,
  });
  return (
    <FormBox form={form} submit={t("signIn.submit")} isWide>
      <CodeField field={form.field("code")} label={t("factor.code")} />
    </FormBox>
  );
}

function ByBackupCode({ onSignedIn }: WayProps) {
  const { t } = useTexts();
  const form = useForm({
    start: { backup_code: "" },
    needs: { filled: ["backup_code"] },
    send: async ({ backup_code }) =>
      onSignedIn(await moreApi.giveSecondFactor({ backup_code: backup_code.trim() })),
    explain: ({ status }) =>
      status === BAD_REQUEST || status === WRONG
        ? { backup_code: t("factor.wrongBackup") }
        : status === TOO_OFTEN
          ? { backup_code: t("signIn.tooOften") }
          : undefined,
  });
  return (
    <FormBox form={form} submit={t("signIn.submit")} isWide>
      <TextInput
        {...form.field("backup_code")}
        label={t("factor.backupCode")}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={50}
        autoFocus
      />
    </FormBox>
  );
}
