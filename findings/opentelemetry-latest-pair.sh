#!/usr/bin/env bash
# Package:   @opentelemetry/sdk-trace-base 2.12.1 beside @opentelemetry/exporter-trace-otlp-http 0.301.0 (npm, both the
#            newest of their name).
# Behaviour: npm finds no tree of the two: the SDK wants @opentelemetry/api below 1.10, the exporter 1.10 and later. The
#            SDK's 3.x line goes on under another name, @opentelemetry/sdk-trace, and asks for Node 22.15. On Node 20
#            the pair is sdk-trace 2.12.1 and exporter 0.223.1.
# Output:    newest of both: ERESOLVE
#            sdk-trace 2.12.1 and exporter 0.223.1: installed, exports spans: function
# For us:    package.json holds the 2.x line back by ranges, and @opentelemetry/api at 1.9.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm init -y >/dev/null
if npm install --no-audit --no-fund @opentelemetry/sdk-trace-base@2.12.1 \
  @opentelemetry/exporter-trace-otlp-http@0.301.0 >log 2>&1; then
  echo "newest of both: installed, they fit together by now"
  exit 1
fi
echo "newest of both: $(grep -o ERESOLVE log | head -1)"
[[ "$(cat log)" == *ERESOLVE* ]]

npm install --no-audit --no-fund @opentelemetry/api@1.9.1 @opentelemetry/sdk-trace@2.12.1 \
  @opentelemetry/exporter-trace-otlp-http@0.223.1 >log 2>&1
cat >look.mjs <<'JS'
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { BatchSpanProcessor } from "@opentelemetry/sdk-trace";

const processor = new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url: "http://127.0.0.1:9/v1/traces" }) });
console.log(`sdk-trace 2.12.1 and exporter 0.223.1: installed, exports spans: ${typeof processor.onEnd}`);
JS
node look.mjs
