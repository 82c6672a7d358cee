import { Modal, Stack, Text, TextInput } from "@mantine/core";
import { useTexts } from "../../i18n/use-texts.tsx";
import { useFocusBack } from "../../keyboard/use-focus-back.ts";
import { FormBox, PasswordField } from "../account/form-box.tsx";
import { useForm } from "../account/use-form.ts";
import { explainOwnPassword } from "./refusals.ts";

/** What goes with a request that only the person themselves may make: nothing, where they have no password. */
export interface OwnPasswordIfAny {
  readonly current_password?: string;
}

export interface PasswordDialogProps {
  readonly title: string;
  readonly hint: string;
  readonly submit: string;
  readonly hasPassword: boolean;
  readonly isDanger?: boolean;
  /** Asks for a text as well. Its name is the one that the server's words begin with. */
  readonly text?: { readonly name: string; readonly label: string; readonly hint?: string };
  readonly send: (password: OwnPasswordIfAny, text: string) => Promise<unknown>;
  /** The page's own words for what goes wrong; undefined: the server's. */
  readonly explain?: (error: Error) => string | undefined;
  readonly onDone: () => unknown;
  readonly onClose: () => void;
}

/** Asks for one's password before a change that nobody else at an unlocked screen may make. */
export function PasswordDialog(props: PasswordDialogProps) {
  const { title, hint, submit, hasPassword, isDanger = false, text, onClose } = props;
  const { t } = useTexts();
  useFocusBack();
  const { form, said } = usePasswordForm(props);
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ "aria-label": t("app.close") }}>
      <Stack>
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {hint}
        </Text>
        <FormBox form={form} submit={submit} isDanger={isDanger} isWide>
          {text !== undefined && (
            <TextInput
              {...form.field(text.name)}
              label={text.label}
              {...(text.hint !== undefined && { description: text.hint })}
              type={text.name === "email" ? "email" : "text"}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              maxLength={text.name === "name" ? 100 : 254}
              data-autofocus
            />
          )}
          {hasPassword && (
            <PasswordField field={form.field("current_password")} label={t("account.currentPassword")} />
          )}
          {said !== undefined && (
            <Text size="sm" role="alert" c="var(--worse)">
              {said}
            </Text>
          )}
        </FormBox>
      </Stack>
    </Modal>
  );
}

function usePasswordForm({ hasPassword, text, send, explain, onDone }: PasswordDialogProps) {
  const { t } = useTexts();
  const start: Readonly<Record<string, string>> = {
    ...(text !== undefined && { [text.name]: "" }),
    ...(hasPassword && { current_password: "" }),
  };
  const form = useForm({
    start,
    needs: { filled: Object.keys(start) },
    send: ({ current_password, ...values }) =>
      send(
        current_password === undefined ? {} : { current_password },
        text === undefined ? "" : (values[text.name] ?? "").trim(),
      ),
    explain: explainOwnPassword({ t }),
    onDone,
  });
  const said = form.fault === null ? undefined : explain?.(form.fault);
  return { form: said === undefined ? form : { ...form, fault: null }, said };
}
