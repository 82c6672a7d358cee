import type { Dimension } from "@millrace/protocol";
import type { PageView } from "./page-view.ts";
import { writeAccessLog } from "./write-access-log.ts";
import { campaignSourceOf, writeGoatcounter } from "./write-goatcounter.ts";
import { writeUmami } from "./write-umami.ts";

/** Something that a format does not carry. */
interface Loss {
  readonly what: string;
  /** Dimensions that are not compared because of it. */
  readonly dimensions?: readonly Dimension[];
  /** The page view without it: the live site gets this one, so that everything else can be compared. */
  readonly without?: (view: PageView) => PageView;
}

export interface Format {
  readonly kind: "access-log" | "umami" | "goatcounter";
  readonly fileName: string;
  readonly write: (views: readonly PageView[]) => string;
  readonly losses: readonly Loss[];
}

const withoutWww = (view: PageView): PageView => ({ ...view, url: view.url.replace("//www.", "//") });

/** All that keeps an import from being what was counted live. Whatever does not stand here is compared. */
export const FORMATS: readonly Format[] = [
  {
    kind: "access-log",
    fileName: "access.log",
    write: writeAccessLog,
    losses: [{ what: "screens", dimensions: ["visit:screen"] }],
  },
  {
    kind: "umami",
    fileName: "website_event.csv",
    write: writeUmami,
    losses: [
      { what: "versions of browsers", dimensions: ["visit:browser_version"] },
      { what: "versions of systems other than Windows", dimensions: ["visit:os_version"] },
      { what: "www. before the page's host", without: withoutWww },
      { what: "www. before the referrer's host, and that it is an app", without: withBareReferrer },
    ],
  },
  {
    kind: "goatcounter",
    fileName: "goatcounter.csv",
    write: writeGoatcounter,
    losses: [
      { what: "the page's host", dimensions: ["event:hostname"], without: withoutWww },
      { what: "the class of the device", dimensions: ["visit:device"] },
      {
        what: "of a campaign all but its source, which takes the referrer's place; click parameters",
        without: withSourceOnly,
      },
    ],
  },
];

/** Known apps are known by their id alone. */
function withBareReferrer(view: PageView): PageView {
  const referrer = view.referrer
    .replace(/\/\/www\./i, "//")
    .replace("android-app://com.example.", "https://com.example.");
  return { ...view, referrer };
}

function withSourceOnly(view: PageView): PageView {
  const source = campaignSourceOf(view);
  const url = new URL(view.url);
  const search = url.searchParams.get("topic");
  const kept = new URLSearchParams({
    ...(search !== null && { topic: search }),
    ...(source !== "" && { utm_source: source }),
  }).toString();
  const [address = ""] = view.url.split("?", 1);
  return {
    ...view,
    url: kept === "" ? address : `${address}?${kept}`,
    referrer: source === "" ? view.referrer : "",
  };
}
