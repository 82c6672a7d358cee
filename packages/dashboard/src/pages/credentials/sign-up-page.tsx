import { Button, TextInput } from "@mantine/core";
import { ClientError } from "@millrace/protocol";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTexts } from "../../i18n/use-texts.tsx";
import { moreApi } from "../../more-api.ts";
import { FormBox, PasswordField } from "../../sections/account/form-box.tsx";
import { FrontPage } from "../../sections/account/front-page.tsx";
import { LeadOn } from "../../sections/account/lead-on.tsx";
import { NoAccounts } from "../../sections/account/no-accounts.tsx";
import { useForm } from "../../sections/account/use-form.ts";
import { forgetLinkToken, useLinkToken } from "../../sections/account/use-link-token.ts";
import { AddressField } from "../../sections/credentials/address-field.tsx";
import { BAD_REQUEST, CONFLICT, TOO_OFTEN } from "../../sections/credentials/refusals.ts";
import { SentNote } from "../../sections/credentials/sent-note.tsx";
import { ToSignIn } from "../../sections/credentials/ways.tsx";
import { useUser } from "../../user.tsx";

const LINK = "sign-up";
const GONE = 404;

/** Asks for an account, where everybody may have one, or finishes that by the link of a mail. */
export function SignUpPage() {
  const { t } = useTexts();
  const { me, person } = useUser();
  const token = useLinkToken(LINK);
  const [spent, setSpent] = useState<string | null>(null);
  if (me?.instance === "open") return <NoAccounts />;

  function signUpAgain(): void {
    forgetLinkToken(LINK);
    setSpent(token);
  }
  if (token !== null && token !== spent) return <Finish key={token} token={token} onAgain={signUpAgain} />;
  if (person !== null) return <LeadOn path="/" />;
  if (me?.sign_up === "open") return <Request />;
  return (
    <FrontPage title={t("signUp.title")} hint={t(me?.sign_up === "off" ? "signUp.off" : "signUp.closed")}>
      <ToSignIn />
    </FrontPage>
  );
}

function Request() {
  const { t, language } = useTexts();
  const form = useForm({
    start: { name: "", email: "", password: "", team: "" },
    needs: { filled: ["name", "email"], passwords: ["password"] },
    send: ({ team, email, ...person }) =>
      moreApi.signUp({
        ...person,
        language,
        email: email.trim(),
        ...(team.trim() !== "" && { team: team.trim() }),
      }),
    explain: ({ status }) => (status === TOO_OFTEN ? { email: t("mail.tooOften") } : undefined),
  });
  if (form.isDone)
    return (
      <FrontPage title={t("signUp.title")}>
        <SentNote>{t("signUp.sent", { email: form.values.email.trim() })}</SentNote>
        <ToSignIn />
      </FrontPage>
    );
  return (
    <FrontPage title={t("signUp.title")} hint={t("signUp.hint")}>
      <FormBox form={form} submit={t("signUp.title")} isWide>
        <TextInput
          {...form.field("name")}
          label={t("person.name")}
          autoComplete="name"
          maxLength={100}
          autoFocus
        />
        <AddressField field={form.field("email")} />
        <PasswordField field={form.field("password")} label={t("person.password")} isNew />
        <TextInput
          {...form.field("team")}
          label={t("team.name")}
          description={t("signUp.teamHint")}
          autoComplete="organization"
          maxLength={100}
        />
      </FormBox>
      <ToSignIn />
    </FrontPage>
  );
}

function Finish({ token, onAgain }: { token: string; onAgain: () => void }) {
  const { t } = useTexts();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [refused, setRefused] = useState<number | null>(null);
  const form = useForm({
    start: { password: "" },
    needs: { filled: ["password"] },
    async send({ password }) {
      try {
        await moreApi.confirmSignUp({ token, password });
      } catch (error) {
        if (!(error instanceof ClientError) || ![GONE, CONFLICT].includes(error.status)) throw error;
        setRefused(error.status);
        return;
      }
      forgetLinkToken(LINK);
      await client.invalidateQueries({ queryKey: ["me"] });
      await client.invalidateQueries({ queryKey: ["sites"] });
      await navigate({ to: "/", replace: true });
    },
    explain: ({ status }) =>
      status === BAD_REQUEST
        ? { password: t("signUp.wrongPassword") }
        : status === TOO_OFTEN
          ? { password: t("signIn.tooOften") }
          : undefined,
  });
  if (refused !== null)
    return (
      <FrontPage title={t("signUp.finish")}>
        <SentNote>{t(refused === GONE ? "link.gone" : "signUp.taken")}</SentNote>
        {refused === GONE && <Button onClick={onAgain}>{t("signUp.again")}</Button>}
        <ToSignIn />
      </FrontPage>
    );
  return (
    <FrontPage title={t("signUp.finish")} hint={t("signUp.finishHint")}>
      <FormBox form={form} submit={t("setUp.submit")} isWide>
        <PasswordField field={form.field("password")} label={t("person.password")} autoFocus />
      </FormBox>
    </FrontPage>
  );
}
