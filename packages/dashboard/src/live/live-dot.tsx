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
      {snapshot === null ? t("live.title") : <Current count={snapshot.current_visitors} />}
    </UnstyledButton>
  );
}

/** On a phone the number alone is seen; all of it is read out. */
function Current({ count }: { count: number }) {
  const { t, numbers } = useTexts();
  return (
    <>
      <span className={styles.words}>{t("live.current", { count })}</span>
      <span className={styles.figure} aria-hidden="true">
        {numbers.compact(count)}
      </span>
    </>
  );
}
