import { basename } from "node:path";
import { createInterface } from "node:readline";
import { ImportFault } from "../import-fault.ts";
import { openFile } from "../open-file.ts";

/** The lines of a file, unpacked where it is packed. Throws ImportFault when it can't be read to its end. */
export async function* linesOf(path: string, onBytes: (bytes: number) => void): AsyncGenerator<string> {
  const input = openFile(path, onBytes);
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  const failures: Error[] = [];
  // Some versions of Node end the lines at an error of the input, others throw it. Racing each line with one promise instead
  // would keep a reaction of every line.
  input.on("error", (error) => {
    failures.push(error);
    lines.close();
  });
  try {
    yield* lines;
  } catch (error) {
    failures.push(error as Error);
  } finally {
    input.destroy();
  }
  const [cause] = failures;
  if (cause !== undefined)
    throw new ImportFault(basename(path), `can't be read to its end (${cause.message})`, { cause });
}
