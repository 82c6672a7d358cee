/** The countries, drawn at build by `map/draw-world.mjs`. */
declare module "virtual:world" {
  export const WORLD: {
    readonly width: number;
    readonly height: number;
    /** ISO 3166-1 alpha-2 codes, empty for land that has none; SVG paths within the width and height. */
    readonly countries: readonly { readonly code: string; readonly path: string }[];
  };
}
