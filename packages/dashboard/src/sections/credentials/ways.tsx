import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTexts } from "../../i18n/use-texts.tsx";

/** The way to the sign-in page. */
export function ToSignIn() {
  const { t } = useTexts();
  return (
    <Anchor component={Link} to="/sign-in" size="sm">
      {t("signIn.title")}
    </Anchor>
  );
}

/** The way to the page of one's account. */
export function ToAccount() {
  const { t } = useTexts();
  return (
    <Anchor component={Link} to="/account" size="sm">
      {t("app.account")}
    </Anchor>
  );
}
