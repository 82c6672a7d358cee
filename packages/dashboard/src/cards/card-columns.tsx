import { Children, type ReactNode, useSyncExternalStore } from "react";
import { useSite } from "../site/site-context.tsx";
import styles from "./card.module.css";
import { StandingProvider, useHasStood } from "./standing.ts";

const WIDE = "print, (min-width: 821px)";

/**
 * Cards in two columns, or in one on a phone, each as high as what it shows: a short one is followed by the next at once.
 * While the page comes up, what stands below a card that is on its way is not shown yet, so that nothing ever moves.
 */
export function CardColumns({ children }: { children: ReactNode }) {
  const { site } = useSite();
  const hasStood = useHasStood(site.name);
  const isWide = useSyncExternalStore(watchWidth, () => matchMedia(WIDE).matches);
  const cards = Children.toArray(children);
  const columns = isWide ? [0, 1].map((column) => cards.filter((_, at) => at % 2 === column)) : [cards];
  return (
    <StandingProvider value={hasStood}>
      <div className={`${styles.columns} ${hasStood ? "" : styles.arriving}`} data-standing={hasStood}>
        {columns.map((column, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: columns are their places
          <div key={at} className={styles.column}>
            {column}
          </div>
        ))}
      </div>
    </StandingProvider>
  );
}

function watchWidth(onChange: () => void): () => void {
  const query = matchMedia(WIDE);
  query.addEventListener("change", onChange);
  return () => query.removeEventListener("change", onChange);
}
