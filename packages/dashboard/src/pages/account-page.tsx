import { Stack, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTexts } from "../i18n/use-texts.tsx";
import { Appearance } from "../sections/account/appearance.tsx";
import { ChangePassword } from "../sections/account/change-password.tsx";
import { NoAccounts } from "../sections/account/no-accounts.tsx";
import { Profile } from "../sections/account/profile.tsx";
import { SignInList } from "../sections/account/sign-in-list.tsx";
import { EndOfAccount } from "../sections/credentials/end-of-account.tsx";
import { LinkedProvider } from "../sections/credentials/linked-provider.tsx";
import { NoPassword } from "../sections/credentials/no-password.tsx";
import { OwnEmail } from "../sections/credentials/own-email.tsx";
import { Passkeys } from "../sections/credentials/passkeys.tsx";
import { signInMethodsQuery } from "../sections/credentials/sign-in-methods-query.ts";
import { TwoFactor } from "../sections/credentials/two-factor.tsx";
import { useTitle } from "../site/use-title.ts";
import { useUser } from "../user.tsx";

/** One's own account, each part of it a section. */
export function AccountPage() {
  const { t } = useTexts();
  const { me, person } = useUser();
  const { data: methods } = useQuery({ ...signInMethodsQuery, enabled: person !== null });
  useTitle(t("app.account"));
  if (person === null) return <NoAccounts />;
  // Nearly everybody has one: the page need not wait to know.
  const hasPassword = methods?.password ?? true;
  const provider = me?.oidc_name ?? null;
  return (
    <Stack maw={760} mx="auto" my="md">
      <Title order={1} size="h3">
        {t("app.account")}
      </Title>
      <Profile person={person} />
      <Appearance person={person} />
      <OwnEmail person={person} hasPassword={hasPassword} />
      {hasPassword ? <ChangePassword person={person} /> : <NoPassword person={person} />}
      <TwoFactor person={person} hasPassword={hasPassword} />
      <Passkeys hasPassword={hasPassword} />
      {provider !== null && <LinkedProvider name={provider} hasPassword={hasPassword} />}
      <SignInList />
      <EndOfAccount person={person} hasPassword={hasPassword} />
    </Stack>
  );
}
