import { UnstyledButton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTexts } from "../../i18n/use-texts.tsx";
import { useSite } from "../../site/site-context.tsx";
import { useLive } from "./live-context.tsx";
import styles from "./live-dot.module.css";

/** Current visitors, as they come and go; a click shows who they are. */
export function LiveDot() {
  const { t } = useTexts();
  const { site } = useSite();
  const { status, snapshot, isCurrent } = useLive();
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
      <Current count={isCurrent ? (snapshot?.current_visitors ?? null) : null} isLost={status === "lost"} />
    </UnstyledButton>
  );
}

/** What the place is held for, so that nothing moves when the first number comes. */
const USUAL_COUNT = 10;

/** On a phone the number alone is seen; all of it is read out. */
function Current({ count, isLost }: { count: number | null; isLost: boolean }) {
  const { t, numbers } = useTexts();
  return (
    <>
      <span className={styles.words}>
        <span className={styles.usual} aria-hidden="true">
          {t("live.current", { count: USUAL_COUNT })}
        </span>
        <span>
          {count !== null ? t("live.current", { count }) : t(isLost ? "live.currentUnknown" : "live.title")}
        </span>
      </span>
      <span className={styles.figure} aria-hidden="true">
        {count !== null ? numbers.compact(count) : isLost && "–"}
      </span>
    </>
  );
}
