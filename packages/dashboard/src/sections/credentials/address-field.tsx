import { TextInput } from "@mantine/core";
import { useTexts } from "../../i18n/use-texts.tsx";
import type { Field } from "../account/use-form.ts";

export interface AddressFieldProps {
  readonly field: Field;
  readonly label?: string;
  /** Default: the one that somebody signs in with. */
  readonly autoComplete?: string;
  readonly autoFocus?: boolean;
}

/** An e-mail address. */
export function AddressField({
  field,
  label,
  autoComplete = "username",
  autoFocus = false,
}: AddressFieldProps) {
  const { t } = useTexts();
  return (
    <TextInput
      {...field}
      label={label ?? t("person.email")}
      type="email"
      autoComplete={autoComplete}
      autoCapitalize="none"
      spellCheck={false}
      maxLength={254}
      autoFocus={autoFocus}
    />
  );
}
