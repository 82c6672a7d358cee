/**
 * Removes from the line, and returns, as many publish requests as are sent together: up to maxEnvelopes, and one at least,
 * so that a larger one goes alone.
 */
export function takeGroup<Request extends { readonly batch: readonly unknown[] }>(
  requests: Request[],
  maxEnvelopes: number,
): Request[] {
  let envelopes = 0;
  let count = 0;
  for (const { batch } of requests) {
    if (count > 0 && envelopes + batch.length > maxEnvelopes) break;
    envelopes += batch.length;
    count += 1;
  }
  return requests.splice(0, count);
}
