// npm run bench: installs and builds when stale, then measures. Options: bench/run.mjs.
import { join } from "node:path";
import { ensureFresh, root } from "./freshness.mjs";

ensureFresh();
await import(join(root, "bench/run.mjs"));
