import { Anchor, Code, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTexts } from "../i18n/use-texts.tsx";
import { moreApi } from "../more-api.ts";
import { FormBox, PasswordField } from "../sections/account/form-box.tsx";
import { FrontPage } from "../sections/account/front-page.tsx";
import { LeadOn } from "../sections/account/lead-on.tsx";
import { SETUP_COMMAND } from "../sections/account/setup-needed.tsx";
import { useForm } from "../sections/account/use-form.ts";
import { forgetLinkToken, useLinkToken } from "../sections/account/use-link-token.ts";
import { useUser } from "../user.tsx";

const LINK = "setup";

/** Makes the first account, which operates the instance and owns the first team. */
export function SetUpPage() {
  const { t } = useTexts();
  const { me, person } = useUser();
  const link = useLinkToken(LINK);
  if (person !== null) return <LeadOn path="/" />;
  if (me?.instance === "closed")
    return (
      <FrontPage title={t("setUp.title")} hint={t("setUp.done")}>
        <Anchor component={Link} to="/sign-in" size="sm">
          {t("signIn.title")}
        </Anchor>
      </FrontPage>
    );
  if (link === null)
    return (
      <FrontPage title={t("setUp.title")} hint={t("setUp.neededHint")}>
        <Code block>{SETUP_COMMAND}</Code>
      </FrontPage>
    );
  return <FirstAccount link={link} />;
}

function FirstAccount({ link }: { link: string }) {
  const { t } = useTexts();
  const client = useQueryClient();
  const form = useForm({
    start: { name: "", email: "", password: "", team: "" },
    needs: { filled: ["name", "email", "team"], passwords: ["password"] },
    send: (values) => moreApi.setUp({ ...values, email: values.email.trim(), link }),
    onDone() {
      forgetLinkToken(LINK);
      return client.invalidateQueries({ queryKey: ["me"] });
    },
  });
  return (
    <FrontPage title={t("setUp.title")} hint={t("setUp.hint")}>
      <FormBox form={form} submit={t("setUp.submit")} isWide>
        <TextInput
          {...form.field("name")}
          label={t("person.name")}
          autoComplete="name"
          maxLength={100}
          autoFocus
        />
        <TextInput
          {...form.field("email")}
          label={t("person.email")}
          type="email"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={254}
        />
        <PasswordField field={form.field("password")} label={t("person.password")} isNew />
        <TextInput
          {...form.field("team")}
          label={t("team.name")}
          description={t("setUp.teamHint")}
          autoComplete="organization"
          maxLength={100}
        />
      </FormBox>
    </FrontPage>
  );
}
