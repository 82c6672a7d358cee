#!/usr/bin/env bash
# Package:   prom-client 15.1.3 (npm).
# Behaviour: writing a counter as OpenMetrics changes the counter: its name loses `_total` for good. A registry that
#            writes Prometheus' text format and holds the same metric names it without `_total` from then on, so that
#            one scrape by a Prometheus that asks for OpenMetrics renames every counter for all the others. The same
#            happens to one registry whose content type is set back.
# Output:    before: jobs_total 1
#            as OpenMetrics: jobs_total 1
#            after: jobs 1
# For us:    /metrics answers in both formats. Each scrape gets stand-ins of the metrics (Object.create), and the names
#            stay (test/stories/spans.test.ts).
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm init -y >/dev/null
npm install --no-audit --no-fund prom-client@15.1.3 >/dev/null 2>&1
cat >look.mjs <<'JS'
import { Counter, Registry } from "prom-client";

const plain = new Registry();
const open = new Registry();
open.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
const jobs = new Counter({ name: "jobs_total", help: "Jobs done.", registers: [plain, open] });
jobs.inc();
const sampleOf = (text) => text.split("\n").find((line) => /^jobs/.test(line));
console.log(`before: ${sampleOf(await plain.metrics())}`);
console.log(`as OpenMetrics: ${sampleOf(await open.metrics())}`);
console.log(`after: ${sampleOf(await plain.metrics())}`);
JS
output=$(node look.mjs)
echo "$output"
[[ "$output" == *"before: jobs_total 1"* && "$output" == *"after: jobs 1"* ]]
