import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as icons from "simple-icons";
import { AGENT_MARKS, OWN_MARKS, SOURCE_MARKS } from "./marks.data.mjs";

const MODULE = "virtual:marks";
/** Darker or lighter than this a colour is lost on one of the two grounds: the mark takes the text's colour. */
const SEEN_ON_BOTH = { least: 0.06, most: 0.62 };

/**
 * Makes two sprites at build: flags (country-flag-icons, MIT) and marks of sources, browsers and systems (simple-icons,
 * CC0). The page draws from them, so that nobody is asked for a picture at run time.
 */
export function drawMarks() {
  const folder = fileURLToPath(new URL("../node_modules/.sprites", import.meta.url));
  return {
    name: "draw-marks",
    resolveId: (id) => (id === MODULE ? `\0${MODULE}` : undefined),
    load(id) {
      if (id !== `\0${MODULE}`) return undefined;
      const marks = marksOf();
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, "flags.svg"), spriteOf(flags()));
      writeFileSync(join(folder, "marks.svg"), spriteOf(marks.map(({ symbol }) => symbol)));
      return [
        `export { default as flagSprite } from ${JSON.stringify(`${join(folder, "flags.svg")}?url`)};`,
        `export { default as markSprite } from ${JSON.stringify(`${join(folder, "marks.svg")}?url`)};`,
        `export const MARKS = ${JSON.stringify(marks.map(({ id }) => id).join(" "))};`,
      ].join("\n");
    },
  };
}

/** Has a twin in `src/cards/marks/mark-of.ts`. */
const idOf = (name) => name.toLowerCase().replace(/[^a-z0-9]/g, "");

const spriteOf = (symbols) =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">${symbols.join("")}</svg>`;

function flags() {
  const folder = join(
    dirname(createRequire(import.meta.url).resolve("country-flag-icons/package.json")),
    "3x2",
  );
  return readdirSync(folder)
    .filter((name) => /^[A-Z]{2}\.svg$/.test(name))
    .map((name) => {
      const code = name.slice(0, 2);
      // An id within a flag would be one of all flags in the sprite.
      const flag = readFileSync(join(folder, name), "utf8").replaceAll(
        /(id="|url\(#|href="#)/g,
        `$1${code}-`,
      );
      return flag
        .replace(/<svg[^>]*?viewBox="([^"]*)"[^>]*>/, `<symbol id="${code}" viewBox="$1">`)
        .replace("</svg>", "</symbol>");
    });
}

function marksOf() {
  const bySlug = new Map(Object.values(icons).map((icon) => [icon.slug, icon]));
  const listed = `${SOURCE_MARKS}|${AGENT_MARKS}`
    .split("|")
    .map((entry) => entry.trim().split("="))
    .flatMap(([name, slug = idOf(name)]) => {
      const icon = bySlug.get(slug);
      return icon === undefined ? [] : [markOf(name, `#${icon.hex}`, icon.path)];
    });
  const own = Object.entries(OWN_MARKS).map(([name, [colour, path]]) => markOf(name, colour, path));
  return [...new Map([...listed, ...own].map((mark) => [mark.id, mark])).values()];
}

function markOf(name, colour, path) {
  const id = idOf(name);
  const fill = isSeen(colour) ? colour : "currentColor";
  return {
    id,
    symbol: `<symbol id="${id}" viewBox="0 0 24 24"><path fill="${fill}" fill-rule="evenodd" d="${path}"/></symbol>`,
  };
}

/** By relative luminance, as WCAG has it. */
function isSeen(colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return luminance >= SEEN_ON_BOTH.least && luminance <= SEEN_ON_BOTH.most;
}
