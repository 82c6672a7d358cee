import { existsSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { archiveName, createExportSite } from "../../imports/archive/export-site.ts";
import { type Config, ConfigError, keepsLocalData, readConfig } from "../config.ts";
import { noteCommand } from "../note-command.ts";
import { clock, withStore } from "../open-drivers.ts";
import { isLocked, lockRoles } from "../role-locks.ts";
import { say } from "./say.ts";

interface ExportFlags {
  readonly to?: string;
}

/** Writes everything of a site into a file, which is there only when it is whole. */
export async function exportFile(site: string, { to }: ExportFlags): Promise<void> {
  const config = readConfig();
  const path = to === undefined ? `${archiveName(site, clock.now())}.tar` : String(to);
  if (existsSync(path))
    throw new ConfigError(`${path} exists: remove it first, or name another file with --to`);
  await refuseRunning(config, site);
  const unlock = await lockRoles(config.dataDir, keepsLocalData(config) ? ["worker", "api"] : [], 0);
  try {
    await withStore(config, async (store, { accounts }) => {
      const bytes = await writeWhole(path, createExportSite({ store, accounts, clock })(site));
      const found = await accounts.findSite(site);
      await noteCommand(accounts, {
        action: "archive downloaded",
        teamId: found?.teamId ?? null,
        site: found,
      });
      say(
        `Everything of ${site} is in ${path}, ${bytes} bytes. Import it with \`millrace import millrace ${path}\`.`,
      );
    });
  } finally {
    unlock();
  }
}

async function refuseRunning(config: Config, site: string): Promise<void> {
  const { dataDir, port } = config;
  if (!keepsLocalData(config)) return;
  if (!((await isLocked(dataDir, "worker")) || (await isLocked(dataDir, "ingest")))) return;
  const url = `http://localhost:${port}/api/v1/sites/${encodeURIComponent(site)}/archive`;
  throw new ConfigError(
    `an instance is running on ${dataDir}, and its event store allows one process only: stop it, or let it export the site, with \`curl -fOJ ${url}\``,
  );
}

/** Only its owner may read the file: it says what visitors did. */
async function writeWhole(path: string, chunks: AsyncIterable<Buffer>): Promise<number> {
  const unfinished = `${path}.unfinished`;
  const file = await open(unfinished, "w", 0o600);
  let bytes = 0;
  try {
    for await (const chunk of chunks) {
      await file.writeFile(chunk);
      bytes += chunk.length;
    }
    await file.sync();
  } catch (error) {
    await file.close();
    await rm(unfinished, { force: true });
    throw error;
  }
  await file.close();
  await rename(unfinished, path);
  return bytes;
}
