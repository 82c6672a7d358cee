#!/usr/bin/env bash
# Package:   bowser 2.15.1 (npm), and 2.15.0 alike.
# Behaviour: an agent that no rule knows still has a browser: its name is the text before the first slash, with the
#            version behind it, whatever was written there. A contact address that a program sends as its agent, as HTTP
#            asks of robots, comes back as the browser's name, and so does a company's. Without a word behind the version there is none.
# Output:    {"name":"owner@site.example","version":"1.0"} {"name":"Acme Reports","version":"2.0"} {"name":"","version":""}
# For us:    such a name was stored, an e-mail address included, and stood among the browsers. Names that bowser takes from
#            the agent's own beginning are dropped now (drivers/agents/index.ts).
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund bowser@2.15.1

cat > look.mjs <<'JS'
import bowser from "bowser";

const agents = [
  "owner@site.example/1.0 (contact for this robot)",
  "Acme Reports/2.0 (nightly)",
  "AcmeReports/2.0",
];
console.log(agents.map((agent) => JSON.stringify(bowser.parse(agent).browser)).join(" "));
JS
seen=$(node look.mjs)
echo "$seen"
[ "$seen" = '{"name":"owner@site.example","version":"1.0"} {"name":"Acme Reports","version":"2.0"} {"name":"","version":""}' ]
