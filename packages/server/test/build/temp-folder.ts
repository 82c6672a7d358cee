import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

/** Makes folders that are gone when the test file ends. Call it once at the top of a file or suite. */
export function useTempFolders(): () => string {
  const folders: string[] = [];
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });
  return function newFolder() {
    const folder = mkdtempSync(join(tmpdir(), "millrace-test-"));
    folders.push(folder);
    return folder;
  };
}
