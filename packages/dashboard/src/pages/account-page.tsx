import { Stack, Title } from "@mantine/core";
import { useTexts } from "../i18n/use-texts.tsx";
import { Appearance } from "../sections/account/appearance.tsx";
import { ChangePassword } from "../sections/account/change-password.tsx";
import { NoAccounts } from "../sections/account/no-accounts.tsx";
import { Profile } from "../sections/account/profile.tsx";
import { SignInList } from "../sections/account/sign-in-list.tsx";
import { useTitle } from "../site/use-title.ts";
import { useUser } from "../user.tsx";

/** One's own account, each part of it a section. */
export function AccountPage() {
  const { t } = useTexts();
  const { person } = useUser();
  useTitle(t("app.account"));
  if (person === null) return <NoAccounts />;
  return (
    <Stack maw={760} mx="auto" my="md">
      <Title order={1} size="h3">
        {t("app.account")}
      </Title>
      <Profile person={person} />
      <Appearance person={person} />
      <ChangePassword person={person} />
      <SignInList />
    </Stack>
  );
}
