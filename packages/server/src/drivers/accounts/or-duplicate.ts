/** What PostgreSQL and SQLite call a value that has to be unique and is not. */
const DUPLICATE: ReadonlySet<string> = new Set([
  "23505",
  "SQLITE_CONSTRAINT_UNIQUE",
  "SQLITE_CONSTRAINT_PRIMARYKEY",
]);

export const isDuplicate = (error: unknown): boolean =>
  DUPLICATE.has(String((error as { readonly code?: unknown }).code));

/**
 * Resolves with `instead` when the database refuses a value that has to be unique: of several who take one at once the
 * others are refused, and their transactions undone.
 */
export async function orDuplicate<Outcome, Instead>(
  instead: Instead,
  take: () => Promise<Outcome>,
): Promise<Outcome | Instead> {
  try {
    return await take();
  } catch (error) {
    if (isDuplicate(error)) return instead;
    throw error;
  }
}
