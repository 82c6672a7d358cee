import { Code } from "@mantine/core";
import { useTexts } from "../../i18n/use-texts.tsx";
import { FrontPage } from "./front-page.tsx";

export const SETUP_COMMAND = "millrace users setup-link";

/** An instance without an account, seen from another machine. */
export default function SetupNeeded() {
  const { t } = useTexts();
  return (
    <FrontPage title={t("setUp.needed")} hint={t("setUp.neededHint")}>
      <Code block>{SETUP_COMMAND}</Code>
    </FrontPage>
  );
}
