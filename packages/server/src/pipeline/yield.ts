/** How long a loop over a sender's events may block the event loop. */
const TURN_MS = 10;

/**
 * Creates a yield for loops whose length a sender chose. Call it at every step and await what it returns: it lets the
 * event loop run whenever the loop has gone on for TURN_MS.
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
