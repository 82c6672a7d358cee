#!/usr/bin/env bash
# Packages:  plausible-tracker 0.3.9 and @plausible-analytics/tracker 0.4.6 (npm), on jsdom 24.1.3.
# Behaviour: Plausible's two packages count different page views of one single-page app. The older one counts every
#            pushState, also one to the address that is shown already and one of a fragment. Its successor counts only
#            where the path changes: a pushState that changes the query alone is no page view any more. Neither looks at
#            replaceState, not even when the path changes.
# Output:    below, in `expected`
# For us:    a site that moved from one to the other sees its page views fall with no change of its visitors; imported
#            history of both holds different figures for the same behaviour.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund jsdom@24.1.3 plausible-tracker@0.3.9 @plausible-analytics/tracker@0.4.6

cat > count.mjs <<'JS'
import { JSDOM } from "jsdom";

const { window } = new JSDOM("<title>Map</title>", { url: "https://site.example/map", pretendToBeVisual: true });
const counted = [];
const keep = (body) => {
  const { n, u } = JSON.parse(body);
  if (n === "pageview") counted.push(new URL(u));
};
globalThis.window = window;
globalThis.addEventListener = window.addEventListener.bind(window);
for (const name of ["document", "location", "history", "localStorage"]) globalThis[name] = window[name];
Object.defineProperty(globalThis, "navigator", { value: window.navigator, configurable: true });
globalThis.ResizeObserver = class {
  observe() {}
};
globalThis.fetch = window.fetch = async (_url, { body }) => {
  keep(body);
  return { status: 202 };
};
globalThis.XMLHttpRequest = class {
  open() {}
  setRequestHeader() {}
  send(body) {
    keep(body);
  }
};

if (process.argv[2] === "older") {
  const module = await import("plausible-tracker");
  const make = module.default.default ?? module.default;
  make({ domain: "site.example", apiHost: "https://stats.example" }).enableAutoPageviews();
} else {
  const { init } = await import("@plausible-analytics/tracker");
  init({ domain: "site.example", endpoint: "https://stats.example/api/event" });
}

const steps = [
  ["load", () => {}],
  ["push ?q=s", () => window.history.pushState({}, "", "/map?q=s")],
  ["push ?q=s again", () => window.history.pushState({}, "", "/map?q=s")],
  ["push #x", () => window.history.pushState({}, "", "/map?q=s#x")],
  ["push /b", () => window.history.pushState({}, "", "/b")],
  ["replace /c", () => window.history.replaceState({}, "", "/c")],
];
const line = steps.map(([name, act]) => {
  act();
  return `${name}: ${counted.splice(0).length}`;
});
console.log(`${process.argv[2]}: ${line.join(", ")}`);
process.exit(0);
JS
seen=$(node count.mjs older && node count.mjs newer)
echo "$seen"
expected='older: load: 1, push ?q=s: 1, push ?q=s again: 1, push #x: 1, push /b: 1, replace /c: 0
newer: load: 1, push ?q=s: 0, push ?q=s again: 0, push #x: 0, push /b: 1, replace /c: 0'
[ "$seen" = "$expected" ]
