/**
 * The level depends on what it means for data: `warn` = something failed and nothing is lost, `error` = something is
 * lost or needs a person.
 */
export interface Log {
  debug(facts: object, sentence: string): void;
  info(facts: object, sentence: string): void;
  warn(facts: object, sentence: string): void;
  error(facts: object, sentence: string): void;
}
