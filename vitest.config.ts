import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that take minutes, the longest first: begun last they would run alone at the end. */
const LONG = [
  "faults/rabbitmq",
  "e2e/torture",
  "faults/redis",
  "faults/disk",
  "e2e/looks",
  "stories/reports",
  "contract/event-store",
  "e2e/site-archive",
  "contract/queue",
  "stories/stores-agree",
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const index = LONG.findIndex((name) => moduleId.includes(name));
      return index < 0 ? LONG.length : index;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}

export default defineConfig({
  resolve: { conditions: ["millrace-source"] },
  ssr: { resolve: { conditions: ["millrace-source"] } },
  test: {
    include: ["packages/*/src/**/*.test.ts", "packages/*/test/**/*.test.ts"],
    // chDB binds one directory to one process and never forgets its first settings: a process per file.
    pool: "forks",
    // Most tests wait for other processes: one test file a core.
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    // Ends what hangs. What must be quick says so itself: a busy machine takes twice the time.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    env: { UV_THREADPOOL_SIZE: "16" },
  },
});
