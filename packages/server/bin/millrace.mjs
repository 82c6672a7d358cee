#!/usr/bin/env node
import { existsSync } from "node:fs";

const cli = new URL("../dist/app/cli/main.js", import.meta.url);
if (!existsSync(cli)) {
  console.error("Millrace is not built yet: run `npm start` or `npm run build` once.");
  process.exit(1);
}
await import(cli.href);
