import { address } from "./address.ts";
import type { Props } from "./event.ts";
import { newId } from "./new-id.ts";
import { isOn, site } from "./options.ts";
import { load, retry, send } from "./outbox.ts";

let countedAddress: string;
/** Where the landing page was found; gone once that page is counted, for what follows comes from inside. */
let referrer: string | undefined = document.referrer;

const track = (name = "pageview", props?: Props, previous?: string): void => {
  send({
    site,
    name,
    url: address(),
    previous_url: previous,
    referrer,
    title: document.title,
    id: newId(),
    screen: `${screen.width}x${screen.height}`,
    language: navigator.language,
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    props: props && { ...props }, // the caller may change its object before a late delivery
  });
  if (name === "pageview") {
    referrer = undefined;
    countedAddress = address();
  }
};

/** Only the server knows which parameters name a page: it drops the view when both addresses are one page's. */
const countNewAddress = (): void => {
  if (address() !== countedAddress) track(undefined, undefined, countedAddress);
};

const watchPages = (): void => {
  for (const method of ["pushState", "replaceState"] as const) {
    const original = history[method];
    history[method] = (...args) => {
      original.apply(history, args);
      countNewAddress();
    };
  }
  addEventListener("popstate", countNewAddress);
  addEventListener("hashchange", countNewAddress);
  // Back and forward may bring a page back as it was, without running its scripts anew.
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) {
      load();
      track();
    }
  });
};

const { q: calls = [] } = window.millrace || {};
window.millrace = track;
load();
addEventListener("online", retry);
if (isOn("manual")) retry();
else {
  track();
  watchPages();
}
for (const call of calls) track(...call);
