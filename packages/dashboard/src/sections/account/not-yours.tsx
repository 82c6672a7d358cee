import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTexts } from "../../i18n/use-texts.tsx";
import { useUser } from "../../user.tsx";
import { FrontPage } from "./front-page.tsx";

/** In place of a page that one's role does not open. */
export function NotYours() {
  const { t } = useTexts();
  const { isAsking } = useUser();
  // Rights to this page are on their way.
  if (isAsking) return null;
  return (
    <FrontPage title={t("notYours.title")} hint={t("notYours.hint")}>
      <Anchor component={Link} to="/" size="sm">
        {t("app.sites")}
      </Anchor>
    </FrontPage>
  );
}
