import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["millrace-source"] },
  ssr: { resolve: { conditions: ["millrace-source"] } },
  test: {
    include: ["packages/*/src/**/*.test.ts", "packages/*/test/**/*.test.ts"],
    // chDB binds one directory to one process and never forgets its first settings: a process per file.
    pool: "forks",
    // Most tests wait for other processes: one test file a core.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    env: { UV_THREADPOOL_SIZE: "16" },
  },
});
