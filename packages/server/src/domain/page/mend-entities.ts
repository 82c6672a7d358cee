// Each begins at an ampersand, which no later part takes.
const AMPERSAND = /&(?:(?:amp|#0*38|#x0*26);)+/gi;
const ENTITY = /&(?:(quot|apos|lt|gt|nbsp)|#(\d{1,7})|#x([0-9a-f]{1,6}));/gi;

const NAMED = new Map([
  ["quot", '"'],
  ["apos", "'"],
  ["lt", "<"],
  ["gt", ">"],
  ["nbsp", " "],
]);
/** ASCII characters that programs escape. */
const ESCAPED = new Set(['"', "'", "<", ">"]);
const FIRST_BEYOND_ASCII = 0xa0;
const LAST_CODE_POINT = 0x10ffff;

/** Decodes HTML entities: pages that escape their links twice write `a&amp;b` for `a&b`. */
export function mendEntities(text: string): string {
  if (!text.includes("&") || !text.includes(";")) return text;
  return text
    .replace(AMPERSAND, "&")
    .replace(ENTITY, (entity, name?: string, decimal?: string, hex?: string) => {
      if (name !== undefined) return NAMED.get(name.toLowerCase()) ?? entity;
      const code = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal);
      if (code >= FIRST_BEYOND_ASCII && code <= LAST_CODE_POINT) return String.fromCodePoint(code);
      const character = String.fromCharCode(code & 0x7f);
      return code < FIRST_BEYOND_ASCII && ESCAPED.has(character) ? character : entity;
    });
}
