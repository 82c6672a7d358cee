#!/usr/bin/env bash
# Package:   @better-auth/passkey 1.7.6 beside better-auth 1.7.25 (npm).
# Behaviour: the plugin accepts better-auth ^1.7.6, but pins three peers that better-auth itself depends on to single
#            versions: @better-auth/utils 0.4.2, @better-fetch/fetch 1.3.2, better-call 1.4.0. better-auth 1.7.25 depends
#            on @better-auth/utils 0.5.1, @better-fetch/fetch 1.3.3, better-call 1.4.5, so npm finds no tree of the two
#            in one folder (ERESOLVE), although the range says that they go together.
# Output:    install: ERESOLVE, peer @better-auth/utils@"0.4.2" from @better-auth/passkey@1.7.6 (npm 11.19.1)
#            with overrides: installed, passkey() has the id passkey
# For us:    package.json overrides the three peers of the plugin with the versions that better-auth has. Whoever updates
#            better-auth updates the overrides.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm init -y >/dev/null
if npm install --no-audit --no-fund better-auth@1.7.25 @better-auth/passkey@1.7.6 >log 2>&1; then
  echo "install: works, the peers fit together by now"
  exit 1
fi
peer=$(grep -A1 "Could not resolve dependency" log | grep -o 'peer .*' || true)
echo "install: $(grep -o 'ERESOLVE' log | head -1), $peer (npm $(npm --version))"
[[ "$(cat log)" == *ERESOLVE* && "$peer" == *"@better-auth/passkey@1.7.6"* ]]

npm pkg set --json overrides='{"@better-auth/passkey":{"@better-auth/utils":"0.5.1","@better-fetch/fetch":"1.3.3","better-call":"1.4.5"}}'
npm install --no-audit --no-fund better-auth@1.7.25 @better-auth/passkey@1.7.6 >log 2>&1
cat >look.mjs <<'JS'
import { passkey } from "@better-auth/passkey";

console.log(`with overrides: installed, passkey() has the id ${passkey().id}`);
JS
node look.mjs
