import styles from "./clipped.module.css";

/** Shorter names are never cut where there is room for a name at all. */
const SHORT = 28;
/** What is kept of the end: where long paths differ. */
const TAIL = 14;

/** A name on one line. A long path loses its middle instead of its end. */
export function Clipped({ text }: { text: string }) {
  if (text.length <= SHORT || !text.includes("/")) return <bdi className={styles.whole}>{text}</bdi>;
  const characters = [...text];
  return (
    <bdi className={styles.cut}>
      <span className={styles.head}>{characters.slice(0, -TAIL).join("")}</span>
      <span className={styles.tail}>{characters.slice(-TAIL).join("")}</span>
    </bdi>
  );
}
