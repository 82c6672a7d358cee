import { inMarkup } from "../../domain/in-markup.ts";

const HEIGHT = 20;
const PADDING = 6;

/** About the width of a text in 11 px of a wide sans-serif; `textLength` makes fonts keep to it. */
function widthOf(text: string): number {
  let width = 0;
  for (const letter of text)
    width += /[ijl|.,:;'! ]/.test(letter)
      ? 3.9
      : /[mwMW]/.test(letter)
        ? 10
        : /\p{ASCII}/u.test(letter)
          ? 7
          : 11;
  return Math.ceil(width);
}

/** Draws a badge: a label, and a value beside it. Returns SVG. Both may be anybody's text. */
export function drawBadge(label: string, value: string): string {
  const [left, right] = [widthOf(label) + 2 * PADDING, widthOf(value) + 2 * PADDING];
  const text = (content: string, from: number, width: number) =>
    `<text x="${from + PADDING}" y="14" textLength="${width - 2 * PADDING}" lengthAdjust="spacingAndGlyphs">${inMarkup(content)}</text>`;
  const title = inMarkup(`${label}: ${value}`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="${HEIGHT}" role="img" aria-label="${title}">`,
    `<title>${title}</title>`,
    `<clipPath id="edge"><rect width="${left + right}" height="${HEIGHT}" rx="3"/></clipPath>`,
    `<g clip-path="url(#edge)"><rect width="${left}" height="${HEIGHT}" fill="#4a4f57"/>`,
    `<rect x="${left}" width="${right}" height="${HEIGHT}" fill="#1864ab"/></g>`,
    `<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">`,
    text(label, 0, left),
    text(value, left, right),
    "</g></svg>",
  ].join("");
}
