import { Button, Group, PasswordInput, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Fault } from "../../cards/fault.tsx";
import { useTexts } from "../../i18n/use-texts.tsx";
import type { Field, Form } from "./use-form.ts";

export interface FormBoxProps<Values> {
  readonly form: Form<Values>;
  readonly submit: string;
  /** Said once it is done. */
  readonly done?: string;
  readonly isWide?: boolean;
  readonly isDanger?: boolean;
  readonly children: ReactNode;
}

/** A form's fields with its button, and what came of it. */
export function FormBox<Values>(props: FormBoxProps<Values>) {
  const { form, submit, done, isWide = false, isDanger = false, children } = props;
  return (
    // The page's own words stand beside the fields, in its language.
    <form ref={form.ref} onSubmit={form.onSubmit} noValidate>
      <Stack>
        {children}
        {form.fault !== null && <Fault error={form.fault} />}
        <Group>
          <Button
            type="submit"
            loading={form.isSending}
            fullWidth={isWide}
            {...(isDanger && { color: "red.9" })}
          >
            {submit}
          </Button>
          {done !== undefined && (
            <Text size="sm" c="dimmed" role="status">
              {form.isDone ? done : ""}
            </Text>
          )}
        </Group>
      </Stack>
    </form>
  );
}

export interface PasswordFieldProps {
  readonly field: Field;
  readonly label: string;
  readonly isNew?: boolean;
  readonly isOptional?: boolean;
  readonly autoFocus?: boolean;
}

/** A password, for password managers to fill in or to make. */
export function PasswordField(props: PasswordFieldProps) {
  const { field, label, isNew = false, isOptional = false, autoFocus = false } = props;
  const { t } = useTexts();
  return (
    <PasswordInput
      {...field}
      label={label}
      required={!isOptional}
      withAsterisk={false}
      maxLength={256}
      autoFocus={autoFocus}
      autoComplete={isNew ? "new-password" : "current-password"}
      {...(isNew && { description: t("form.passwordHint") })}
      visibilityToggleButtonProps={{ "aria-label": t("form.showPassword"), tabIndex: 0 }}
    />
  );
}
