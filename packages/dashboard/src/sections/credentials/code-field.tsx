import { TextInput } from "@mantine/core";
import type { Field } from "../account/use-form.ts";

/** Six digits of an authenticator app, as phones fill them in. */
export function CodeField({ field, label }: { field: Field; label: string }) {
  return (
    <TextInput
      {...field}
      label={label}
      inputMode="numeric"
      autoComplete="one-time-code"
      autoCapitalize="none"
      spellCheck={false}
      maxLength={10}
      autoFocus
    />
  );
}

/** Apps show digits in groups. */
export const digitsOf = (code: string): string => code.replace(/\s/g, "");
