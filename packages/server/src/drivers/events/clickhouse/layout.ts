/** How the tables lie: on one server, or over a cluster of them. */
export interface Layout {
  /** The statements to run in place of one that makes, changes or erases, as the migrations word it. */
  statements(statement: string): readonly string[];
  /** Settings that go with every statement. */
  readonly settings: Readonly<Record<string, string | number>>;
  /** A token and the rows written under it are kept in one step: what is known as written is there. */
  readonly tokensAreAtomic: boolean;
}

export const ONE_SERVER: Layout = {
  statements: (statement) => [statement],
  settings: {},
  tokensAreAtomic: false,
};
