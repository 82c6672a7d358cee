import { Button } from "@mantine/core";
import { ClientError } from "@millrace/protocol";
import { useState } from "react";
import { instanceUrl } from "../../api.ts";
import { useTexts } from "../../i18n/use-texts.tsx";
import { moreApi } from "../../more-api.ts";
import { FormBox, PasswordField } from "../../sections/account/form-box.tsx";
import { FrontPage } from "../../sections/account/front-page.tsx";
import { NoAccounts } from "../../sections/account/no-accounts.tsx";
import { useForm } from "../../sections/account/use-form.ts";
import { forgetLinkToken, useLinkToken } from "../../sections/account/use-link-token.ts";
import { AddressField } from "../../sections/credentials/address-field.tsx";
import { TOO_OFTEN } from "../../sections/credentials/refusals.ts";
import { SentNote } from "../../sections/credentials/sent-note.tsx";
import { ToSignIn } from "../../sections/credentials/ways.tsx";
import { useUser } from "../../user.tsx";

const LINK = "recover";
const GONE = 404;

/** A forgotten password: asks for the link of a mail, or sets another one by it. */
export function RecoverPage() {
  const { me } = useUser();
  const token = useLinkToken(LINK);
  const [spent, setSpent] = useState<string | null>(null);
  if (me?.instance === "open") return <NoAccounts />;
  if (token === null || token === spent) return <RequestLink />;

  function requestAnother(): void {
    forgetLinkToken(LINK);
    setSpent(token);
  }
  return <NewPassword key={token} token={token} onAnother={requestAnother} />;
}

function RequestLink() {
  const { t } = useTexts();
  const form = useForm({
    start: { email: "" },
    needs: { filled: ["email"] },
    send: ({ email }) => moreApi.requestRecovery(email.trim()),
    explain: ({ status }) => (status === TOO_OFTEN ? { email: t("mail.tooOften") } : undefined),
  });
  if (form.isDone)
    return (
      <FrontPage title={t("recover.title")}>
        <SentNote>{t("recover.sent", { email: form.values.email.trim() })}</SentNote>
        <ToSignIn />
      </FrontPage>
    );
  return (
    <FrontPage title={t("recover.title")} hint={t("recover.hint")}>
      <FormBox form={form} submit={t("recover.submit")} isWide>
        <AddressField field={form.field("email")} autoFocus />
      </FormBox>
      <ToSignIn />
    </FrontPage>
  );
}

function NewPassword({ token, onAnother }: { token: string; onAnother: () => void }) {
  const { t } = useTexts();
  const [isGone, setGone] = useState(false);
  const form = useForm({
    start: { password: "" },
    needs: { filled: [], passwords: ["password"] },
    async send({ password }) {
      try {
        await moreApi.resetPassword({ token, password });
      } catch (error) {
        if (!(error instanceof ClientError) || error.status !== GONE) throw error;
        setGone(true);
        return;
      }
      forgetLinkToken(LINK);
      // Loaded anew: whoever was signed in here is not any more.
      location.replace(instanceUrl("sign-in?note=password"));
    },
    explain: ({ status }) => (status === TOO_OFTEN ? { password: t("signIn.tooOften") } : undefined),
  });
  if (isGone)
    return (
      <FrontPage title={t("recover.title")}>
        <SentNote>{t("link.gone")}</SentNote>
        <Button onClick={onAnother}>{t("recover.again")}</Button>
      </FrontPage>
    );
  return (
    <FrontPage title={t("recover.title")} hint={t("recover.newHint")}>
      <FormBox form={form} submit={t("recover.change")} isWide>
        <PasswordField field={form.field("password")} label={t("account.newPassword")} isNew autoFocus />
      </FormBox>
    </FrontPage>
  );
}
