/** How long a loop over a sender's events may hold up everybody else. */
const TURN_MS = 10;

/**
 * For loops whose length a sender chose. Ask it at every step, and wait for what it returns: the event loop gets a turn
 * whenever the loop has gone on for TURN_MS.
 */
export function createYield(): () => Promise<void> | null {
  let calls = 0;
  let since = 0;
  return function yieldIfDue() {
    // Most requests have one event: not even a look at the clock for them.
    calls += 1;
    if (calls === 1) return null;
    if (calls === 2) since = performance.now();
    if (performance.now() - since < TURN_MS) return null;
    return new Promise((resolve) =>
      setImmediate(() => {
        since = performance.now();
        resolve();
      }),
    );
  };
}
