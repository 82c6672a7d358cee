/**
 * Returns a message without what it quotes: a door quotes what its client sent, which may name a person. An open
 * quotation, such as one that was cut, ends with the message.
 */
export function withoutQuotations(message: string): string {
  return message.replace(/"[^"]*("|$)|`[^`]*(`|$)|(?<!\w)'[^']*('|$)/g, "…");
}
