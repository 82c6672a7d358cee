/** What every state driver is opened with. */
export interface StateOptions {
  /** Always on; a test switches it off to see that its absence would be noticed. */
  readonly guards: { readonly fsync: boolean };
}
