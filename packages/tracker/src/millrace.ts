import type { Props } from "./event.ts";
import { newId } from "./new-id.ts";
import { isOn, site } from "./options.ts";
import { load, retry, send } from "./outbox.ts";

/** Fragments can hold secrets (sign-in tokens): they leave the browser only where they name the page. */
const uncounted = isOn("hash") ? "" : /#.*/;

/** The referrer of the landing page; gone once that page is counted, for what follows comes from inside. */
let referrer: string | undefined = document.referrer;
let countedAddress: string | undefined;

function address(): string {
  return location.href.replace(uncounted, "");
}

function track(name: string, props?: Props): void {
  const url = address();
  send({
    site,
    name,
    url,
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
    countedAddress = url;
  }
}

function countNewAddress(): void {
  if (address() !== countedAddress) track("pageview");
}

function watchAddress(): void {
  for (const method of ["pushState", "replaceState"] as const) {
    const original = history[method];
    history[method] = (...args) => {
      original.apply(history, args);
      countNewAddress();
    };
  }
  addEventListener("popstate", countNewAddress);
  addEventListener("hashchange", countNewAddress);
}

function watchReturn(): void {
  addEventListener("pageshow", (event) => {
    if (event.persisted) {
      load();
      track("pageview");
    }
  });
}

load();
addEventListener("online", retry);
if (isOn("manual")) retry();
else {
  countNewAddress();
  watchAddress();
  watchReturn();
}
const stub = window.millrace;
window.millrace = track;
for (const call of stub?.q || []) track(...call);
