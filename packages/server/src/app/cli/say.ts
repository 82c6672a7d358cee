import cliProgress from "cli-progress";

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

export interface Progress {
  advance(by: number): void;
  end(): void;
}

/** A bar for long work; a line at every tenth where nobody watches a terminal. */
export function startProgress(what: string, total: number): Progress {
  const bar = new cliProgress.SingleBar(
    {
      format: `${what} {bar} {percentage} % | {value}/{total} | {eta_formatted} left`,
      hideCursor: true,
      noTTYOutput: true,
      notTTYSchedule: 5000,
    },
    cliProgress.Presets.shades_classic,
  );
  bar.start(total, 0);
  return { advance: (by) => bar.increment(by), end: () => bar.stop() };
}
