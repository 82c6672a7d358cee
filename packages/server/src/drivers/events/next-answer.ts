/**
 * Coalesces concurrent calls by key. A call that arrives during a run waits for the next run, so no caller gets a
 * result computed before it asked.
 */
export function createNextAnswer<Answer>() {
  const running = new Map<string, Promise<Answer>>();
  const waiting = new Map<string, Promise<Answer>>();

  function start(key: string, run: () => Promise<Answer>): Promise<Answer> {
    const own = run().finally(() => {
      if (running.get(key) === own) running.delete(key);
    });
    running.set(key, own);
    return own;
  }

  return function answer(key: string, run: () => Promise<Answer>): Promise<Answer> {
    const before = running.get(key);
    if (before === undefined) return start(key, run);
    let next = waiting.get(key);
    if (next === undefined) {
      const go = () => {
        waiting.delete(key);
        return start(key, run);
      };
      next = before.then(go, go);
      waiting.set(key, next);
    }
    return next;
  };
}
