// npm start: installs and builds when stale, then serves in this very process.
import { join } from "node:path";
import { ensureFresh, root } from "./freshness.mjs";

ensureFresh();
await import(join(root, "packages/server/dist/app/start.js"));
