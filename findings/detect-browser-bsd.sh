#!/usr/bin/env bash
# Package:   detect-browser 5.3.0 (npm), which Umami reads agents with.
# Behaviour: a desktop's system is "Linux" for whatever runs X11: Firefox on FreeBSD and on NetBSD are reported as Linux,
#            while OpenBSD has a name of its own, spelt "Open BSD". Consoles, HarmonyOS and Tizen have no system (null)
#            and still have a browser. KaiOS, the system of millions of simple phones, is "OS/2".
# Output:    FreeBSD Linux / NetBSD Linux / OpenBSD Open BSD / KaiOS OS/2 / PlayStation null / OpenHarmony null / Tizen null
# For us:    a row "Linux" of an Umami export may have been a FreeBSD machine, and nothing in the file tells. "OS/2" is KaiOS.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund detect-browser@5.3.0

cat > look.mjs <<'JS'
import { parseUserAgent } from "detect-browser";

const firefoxOn = (system) => `Mozilla/5.0 (X11; ${system} amd64; rv:145.0) Gecko/20100101 Firefox/145.0`;
const agents = {
  FreeBSD: firefoxOn("FreeBSD"),
  NetBSD: firefoxOn("NetBSD"),
  OpenBSD: firefoxOn("OpenBSD"),
  KaiOS: "Mozilla/5.0 (Mobile; Nokia_8110_4G; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5",
  PlayStation:
    "Mozilla/5.0 (PlayStation; PlayStation 5/6.50) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.4 Safari/605.1.15",
  OpenHarmony:
    "Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.0.0 Safari/537.36 ArkWeb/4.1.6.1 Mobile",
  Tizen:
    "Mozilla/5.0 (SMART-TV; LINUX; Tizen 8.0) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/7.0 Chrome/108.0 TV Safari/537.36",
};
console.log(
  Object.entries(agents)
    .map(([system, agent]) => `${system} ${parseUserAgent(agent)?.os}`)
    .join(" / "),
);
JS
seen=$(node look.mjs)
echo "$seen"
[ "$seen" = "FreeBSD Linux / NetBSD Linux / OpenBSD Open BSD / KaiOS OS/2 / PlayStation null / OpenHarmony null / Tizen null" ]
