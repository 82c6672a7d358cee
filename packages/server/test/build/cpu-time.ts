/** Milliseconds of CPU that a run takes: on a busy machine the clock measures the neighbours. */
export function cpuMsOf(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
