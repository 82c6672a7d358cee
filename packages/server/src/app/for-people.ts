import { BadRequest } from "../domain/errors.ts";
import { ConfigError } from "./config.ts";
import { DataFolderInUse } from "./role-locks.ts";

/**
 * Returns what to print for an error that ends a program: its message if that names fault and remedy, else its stack.
 */
export function forPeople(error: unknown): string {
  const { message, stack, name } = error as Error;
  const isExpected =
    error instanceof ConfigError ||
    error instanceof BadRequest ||
    error instanceof DataFolderInUse ||
    name === "CACError" ||
    // A driver's: component, fault, remedy.
    /^\[[\w:-]+\] /.test(message ?? "");
  return isExpected ? message : String(stack ?? error);
}
