// npm run demo | torture …: the command line on a fresh build.
import { join } from "node:path";
import { ensureFresh, root } from "./freshness.mjs";

ensureFresh();
await import(join(root, "packages/server/dist/app/cli/main.js"));
