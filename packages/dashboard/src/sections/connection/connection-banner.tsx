import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useReducer, useSyncExternalStore } from "react";
import { connection } from "../../api.ts";
import { localeOf } from "../../i18n/index.ts";
import { type Texts, useTexts } from "../../i18n/use-texts.tsx";
import { ageOfNumbers } from "./age-of-numbers.ts";
import styles from "./connection-banner.module.css";

/** One place for what concerns the whole page: the server is gone or slow, or of another release than the page. */
export function ConnectionBanner() {
  const texts = useTexts();
  const client = useQueryClient();
  const state = useSyncExternalStore(connection.subscribe, () => connection.state);
  const skew = useSyncExternalStore(connection.subscribe, () => connection.skew);
  useTryWhenBack();
  if (state.kind === "reached" && skew === "none") return null;
  const numbersAt = ageOfNumbers(client.getQueryCache()) ?? connection.answeredAt;
  return (
    <div className={styles.banner} role="status" aria-label={texts.t("server.label")} data-kind={state.kind}>
      {state.kind === "reached" ? (
        <Skewed isOlder={skew === "older"} />
      ) : (
        <span>{texts.t(`server.${state.kind}`, { time: moment(numbersAt, texts) })}</span>
      )}
      {state.kind === "gone" && <Retry retryAt={state.retryAt} />}
    </div>
  );
}

function Skewed({ isOlder }: { isOlder: boolean }) {
  const { t } = useTexts();
  if (!isOlder) return <span>{t("server.pageIsNewer")}</span>;
  return (
    <>
      <span>{t("server.pageIsOlder")}</span>
      <Button size="compact-sm" variant="default" onClick={() => location.reload()}>
        {t("server.reload")}
      </Button>
    </>
  );
}

function Retry({ retryAt }: { retryAt: number | null }) {
  const { t } = useTexts();
  const [, tick] = useReducer((ticks: number) => ticks + 1, 0);
  useEffect(() => {
    const timer = setInterval(tick, 500);
    return () => clearInterval(timer);
  }, []);
  const seconds = retryAt === null ? 0 : Math.ceil((retryAt - Date.now()) / 1000);
  return (
    <>
      {/* Read out once, not every second. */}
      <span className={styles.countdown} aria-hidden="true">
        {seconds <= 0 ? t("server.trying") : t("server.again", { seconds })}
      </span>
      <Button size="compact-sm" variant="default" disabled={retryAt === null} onClick={connection.tryNow}>
        {t("server.now")}
      </Button>
    </>
  );
}

function useTryWhenBack(): void {
  useEffect(() => {
    const look = () => {
      if (document.visibilityState === "visible") connection.tryNow();
    };
    addEventListener("online", look);
    document.addEventListener("visibilitychange", look);
    return () => {
      removeEventListener("online", look);
      document.removeEventListener("visibilitychange", look);
    };
  }, []);
}

/** `15:50` of today, else with its date. */
function moment(at: number, { language }: Texts): string {
  const isToday = new Date(at).toDateString() === new Date().toDateString();
  return new Intl.DateTimeFormat(localeOf(language), {
    ...(!isToday && { day: "numeric", month: "short" }),
    hour: "numeric",
    minute: "2-digit",
  }).format(at);
}
