/** Sprites made at build by `marks/draw-marks.mjs`. */
declare module "virtual:marks" {
  /** Addresses of the sprites; a flag's symbol is its ISO 3166-1 alpha-2 code. */
  export const flagSprite: string;
  export const markSprite: string;
  /** Symbols of the second sprite, with spaces between them. */
  export const MARKS: string;
}
