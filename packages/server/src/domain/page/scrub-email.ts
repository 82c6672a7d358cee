// What looks like an e-mail address, plain or percent-encoded, is cut out of every address that is kept.
// TRICKY: without the look-behind every letter of a long word begins a search of its own, and a request of 500 long
// paths blocks the loop for seconds. What follows an address up to the next separator goes with it.
const EMAIL = /(?<![^\s/?&=#@%])[^\s/?&=#@%]+(?:@|%40)[^\s/?&=#@%]+\.[a-z]{2,}[^\s/?&=#@%]*/gi;

export function scrubEmail(text: string): string {
  return text.includes("@") || text.includes("%40") ? text.replace(EMAIL, "(email)") : text;
}
