import { flagSprite, MARKS, markSprite } from "virtual:marks";
import { DesktopIcon, PhoneIcon, TabletIcon, TvIcon } from "../../icons.tsx";
import { useStanding } from "../standing.ts";
import styles from "./mark.module.css";
import { markOf } from "./mark-of.ts";

const marks: ReadonlySet<string> = new Set(MARKS.split(" "));
const DEVICES = {
  desktop: DesktopIcon,
  mobile: PhoneIcon,
  tablet: TabletIcon,
  tv: TvIcon,
  console: TvIcon,
} as const;

/** Flag of a country, mark of a source, browser or system, shape of a device. The value beside it says the same. */
export function Mark({ dimension, value }: { dimension: string | undefined; value: string | undefined }) {
  // A sheet of two hundred pictures takes a browser longer than the figures: their place is kept until those stand.
  const isStanding = useStanding();
  const mark = markOf(dimension ?? "", value ?? "", marks);
  if (mark === null) return null;
  if (mark.kind === "letter")
    return <span className={styles.letter} aria-hidden="true" data-letter={mark.letter} />;
  if (mark.kind === "device") {
    const Icon = DEVICES[mark.id as keyof typeof DEVICES];
    return (
      <span className={styles.mark}>
        <Icon size={16} />
      </span>
    );
  }
  const isFlag = mark.kind === "flag";
  return (
    <svg className={isFlag ? styles.flag : styles.mark} aria-hidden="true" focusable="false">
      {isStanding && <use href={`${isFlag ? flagSprite : markSprite}#${mark.id}`} />}
    </svg>
  );
}
