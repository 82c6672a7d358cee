// npm test: installs, builds, gets what the tests need from the machine, runs everything and ends with the line
// `N passed, N failed`. Arguments go to vitest.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bin, ensureFresh, run } from "./freshness.mjs";

/** Programs the tests run for real, and the Debian packages that bring them. */
const NEEDED = [
  { program: "chromium", debian: "chromium" },
  { program: "fiu-run", debian: "fiu-utils" },
  { program: "mount", debian: "mount" },
  { program: "openssl", debian: "openssl" },
  { program: "redis-server", debian: "redis-server" },
  { program: "rabbitmq-server", debian: "rabbitmq-server" },
  // Not on the path: Debian keeps the server's programs apart, by version.
  { program: "/usr/lib/postgresql/15/bin/initdb", debian: "postgresql-15" },
];

ensureFresh();
ensurePrograms();

const folder = mkdtempSync(join(tmpdir(), "millrace-results-"));
const results = join(folder, "results.json");
const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${results}`];
const [command, ...args] = [...asRoot(), bin("vitest"), "run", ...reporters, ...process.argv.slice(2)];
const status = run(command, args);
process.exitCode = report(status);
rmSync(folder, { recursive: true, force: true });

function ensurePrograms() {
  const missing = NEEDED.filter(({ program }) => !onPath(program));
  if (missing.length === 0) return;
  const packages = missing.map(({ debian }) => debian).join(" ");
  const command = `apt-get update && apt-get install -y ${packages}`;
  if (process.getuid?.() === 0 && onPath("apt-get")) {
    console.error(`Installing what the tests need: ${packages} …`);
    if (
      run("sh", ["-c", `${command} >&2`], { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } }) ===
      0
    )
      return;
  }
  console.error(`The tests need ${packages}. Install them with:\n  sudo sh -c "${command}"`);
  process.exit(1);
}

/** The tests mount small disks to fill them, which a user may do in a namespace of their own where the system allows it. */
function asRoot() {
  if (process.getuid?.() === 0) return [];
  const namespace = ["unshare", "--user", "--map-root-user", "--mount"];
  const [file, ...flags] = namespace;
  if (run(file, [...flags, "true"], { stdio: "ignore" }) === 0) return namespace;
  console.error(
    "The tests mount small disks to fill them, which this user may not. Run them with:\n  sudo npm test",
  );
  process.exit(1);
}

function onPath(program) {
  if (program.startsWith("/")) return existsSync(program);
  return (process.env.PATH ?? "").split(":").some((folder) => existsSync(join(folder, program)));
}

/** A skipped test counts as a failure: what was not tried is not known to work. */
function report(status) {
  if (!existsSync(results)) {
    console.log("0 passed, 1 failed");
    return status || 1;
  }
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
    readFileSync(results, "utf8"),
  );
  const skipped = numPendingTests + numTodoTests;
  const brokenFiles = testResults.filter(
    ({ status: file, assertionResults }) => file === "failed" && assertionResults.length === 0,
  );
  const named = process.argv
    .slice(2)
    .some((argument) => argument === "-t" || argument.startsWith("--testNamePattern"));
  if (skipped > 0 && !named) console.log(`${skipped} tests were skipped, which counts as failed.`);
  const failed = numFailedTests + brokenFiles.length + (named ? 0 : skipped);
  console.log(`${numPassedTests} passed, ${failed} failed`);
  return status || (failed > 0 ? 1 : 0);
}
