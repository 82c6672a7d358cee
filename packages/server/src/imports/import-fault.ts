/** A file that can't be imported. The message names it, the line where there is one, the fault and its remedy. */
export class ImportFault extends Error {
  override readonly name = "ImportFault";

  constructor(place: string, fault: string, options?: ErrorOptions) {
    super(`[import] ${place}: ${fault}`, options);
  }
}
