import { UnstyledButton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTexts } from "../i18n/use-texts.tsx";
import { useSite } from "../site/site-context.tsx";
import { useLive } from "./live-context.tsx";
import styles from "./live-dot.module.css";

/** Current visitors, as they come and go; a click shows who they are. */
export function LiveDot() {
  const { t } = useTexts();
  const { site } = useSite();
  const { status, snapshot } = useLive();
  return (
    <UnstyledButton
      className={`${styles.live} screen-only`}
      component={Link}
      to="/sites/$site/live"
      params={{ site: site.name } as never}
      data-status={status}
      title={t(`live.${status}`)}
    >
      <span className={styles.dot} />
      {snapshot === null ? t("live.title") : t("live.current", { count: snapshot.current_visitors })}
    </UnstyledButton>
  );
}
