import { geoNaturalEarth1, geoPath } from "d3-geo";
import { feature } from "topojson-client";
import topology from "world-atlas/countries-110m.json" with { type: "json" };
import { COUNTRY_CODES } from "./country-codes.data.mjs";

const MODULE = "virtual:world";
const SIZE = { width: 1000, height: 520 };
/** Antarctica: nobody browses there, and it would take a fifth of the card. */
const LEFT_OUT = "AQ";

/** Draws the countries once, at build: the browser gets paths, and neither the atlas nor what projects it. */
export function drawWorld() {
  return {
    name: "draw-world",
    resolveId: (id) => (id === MODULE ? `\0${MODULE}` : undefined),
    load: (id) =>
      id === `\0${MODULE}`
        ? `export const WORLD = JSON.parse(${JSON.stringify(JSON.stringify(worldOf()))})`
        : undefined,
  };
}

function worldOf() {
  const codes = new Map(
    COUNTRY_CODES.trim()
      .split(/\s+/)
      .map((code) => [code.slice(2), code.slice(0, 2)]),
  );
  const lands = feature(topology, topology.objects.countries)
    .features.map((land) => ({ land, code: codes.get(String(land.id)) ?? "" }))
    .filter(({ code }) => code !== LEFT_OUT);
  const projection = geoNaturalEarth1().fitSize([SIZE.width, SIZE.height], {
    type: "FeatureCollection",
    features: lands.map(({ land }) => land),
  });
  const toPath = geoPath(projection).digits(0);
  return {
    ...SIZE,
    countries: lands.map(({ land, code }) => ({ code, path: relative(toPath(land) ?? "") })),
  };
}

/** Lines by their steps instead of their ends: half as many bytes. */
function relative(path) {
  let at = [0, 0];
  let begin = at;
  return path.replaceAll(/([ML])(-?\d+),(-?\d+)|Z/g, (whole, command, x, y) => {
    if (whole === "Z") {
      at = begin;
      return "z";
    }
    const to = [Number(x), Number(y)];
    const step = [to[0] - at[0], to[1] - at[1]];
    at = to;
    if (command === "M") begin = to;
    if (command === "L" && step[0] === 0 && step[1] === 0) return "";
    return `${command.toLowerCase()}${step[0]}${step[1] < 0 ? "" : " "}${step[1]}`;
  });
}
