import { Code } from "@mantine/core";
import { useTexts } from "../../i18n/use-texts.tsx";
import { FrontPage } from "./front-page.tsx";
import { SETUP_COMMAND } from "./setup-needed.tsx";

/** In place of a page about accounts or teams, where there are none yet. */
export function NoAccounts() {
  const { t } = useTexts();
  return (
    <FrontPage title={t("open.title")} hint={t("open.hint")}>
      <Code block>{SETUP_COMMAND}</Code>
    </FrontPage>
  );
}
