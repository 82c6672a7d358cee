/** How long a loop over a sender's events may hold up everybody else. */
const TURN_MS = 10;

/**
 * For loops whose length a sender chose. Ask it at every step, and wait for what it returns: the event loop gets a turn
 * whenever the loop has gone on for TURN_MS.
 */
export function createPace(): () => Promise<void> | null {
  let since = performance.now();
  return function pace() {
    if (performance.now() - since < TURN_MS) return null;
    return new Promise((resolve) =>
      setImmediate(() => {
        since = performance.now();
        resolve();
      }),
    );
  };
}
