import { Paper, VisuallyHidden } from "@mantine/core";
import { isSignificant, type SiteOverview } from "@millrace/protocol";
import { Link } from "@tanstack/react-router";
import { Sparkline } from "../../cards/chart/sparkline.tsx";
import { ago } from "../../format/ago.ts";
import { moodOf, writeChange } from "../../format/change.ts";
import { localeOf } from "../../i18n/index.ts";
import { useTexts } from "../../i18n/use-texts.tsx";
import styles from "./site-card.module.css";
import { changeOf } from "./site-order.ts";

const DAY_MS = 86_400_000;

/** A site with its last 24 hours, and who is there now. */
export function SiteCard({ site }: { site: SiteOverview }) {
  return (
    <Paper withBorder className={styles.card ?? ""}>
      <Link to="/sites/$site" params={{ site: site.name }} className={styles.link}>
        <span className={styles.head}>
          <bdi className={styles.name}>{site.name}</bdi>
          <Now count={site.current_visitors} />
        </span>
        <span className={styles.spark}>
          <Sparkline values={site.hours} />
        </span>
        <span className={styles.line}>
          {site.first_event === null ? <Waiting /> : <Figures site={site} first={site.first_event} />}
        </span>
      </Link>
    </Paper>
  );
}

function Now({ count }: { count: number }) {
  const { t, numbers } = useTexts();
  if (count === 0) return null;
  return (
    <span className={styles.now} title={t("live.current", { count })}>
      <span className={styles.dot} />
      <span aria-hidden="true">{numbers.compact(count)}</span>
      <VisuallyHidden>{t("live.current", { count })}</VisuallyHidden>
    </span>
  );
}

function Waiting() {
  const { t } = useTexts();
  return <span className={styles.label}>{t("sites.waiting")}</span>;
}

function Figures({ site, first }: { site: SiteOverview; first: string }) {
  const { t, numbers, language } = useTexts();
  const elapsed = Date.now() - Date.parse(first);
  return (
    <>
      <span className={styles.figure} title={numbers.count(site.visitors)}>
        {numbers.compact(site.visitors)}
      </span>
      <Change site={site} />
      <span className={styles.label}>
        {elapsed < DAY_MS
          ? t("sites.first", { ago: ago(localeOf(language), elapsed) })
          : t("sites.visitors", { count: site.visitors })}
      </span>
    </>
  );
}

const countOf = (visitors: number) => ({ figure: visitors, cases: visitors });

/** Grey where chance alone could have brought it. */
function Change({ site }: { site: SiteOverview }) {
  const texts = useTexts();
  const change = changeOf(site);
  if (change === null) return null;
  const { visitors, previous } = site;
  const isReal = isSignificant("visitors", countOf(visitors), countOf(previous));
  return (
    <span
      className={styles.change}
      data-mood={moodOf("visitors", change, isReal)}
      title={texts.t("sites.before", { count: previous })}
    >
      {writeChange("visitors", change, texts)}
    </span>
  );
}
