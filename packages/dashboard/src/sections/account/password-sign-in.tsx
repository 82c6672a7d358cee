import { TextInput } from "@mantine/core";
import { api } from "../../api.ts";
import { useTexts } from "../../i18n/use-texts.tsx";
import { FormBox, PasswordField } from "./form-box.tsx";
import { useForm } from "./use-form.ts";

const WRONG = 401;
const TOO_OFTEN = 429;

/** Signs in with an e-mail address and a password. */
export function PasswordSignIn({ onSignedIn }: { onSignedIn: () => unknown }) {
  const { t } = useTexts();
  const form = useForm({
    start: { email: "", password: "" },
    needs: { filled: ["email", "password"] },
    send: ({ email, password }) => api.signIn({ email: email.trim(), password }),
    explain: ({ status }) =>
      status === WRONG
        ? { password: t("signIn.wrong") }
        : status === TOO_OFTEN
          ? { password: t("signIn.tooOften") }
          : undefined,
    onDone: onSignedIn,
  });
  return (
    <FormBox form={form} submit={t("signIn.submit")} isWide>
      <TextInput
        {...form.field("email")}
        label={t("person.email")}
        type="email"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={254}
        autoFocus
      />
      <PasswordField field={form.field("password")} label={t("person.password")} />
    </FormBox>
  );
}
