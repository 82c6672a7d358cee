import { BadRequest } from "../domain/errors.ts";

/** A table of goals was asked for, and the site has none yet. */
export class NoGoals extends BadRequest {}
