import { TextInput } from "@mantine/core";
import type { SignedIn } from "@millrace/protocol";
import { useTexts } from "../../i18n/use-texts.tsx";
import { moreApi } from "../../more-api.ts";
import { FormBox, PasswordField } from "./form-box.tsx";
import { useForm } from "./use-form.ts";

const WRONG = 401;
const TOO_OFTEN = 429;

export interface PasswordSignInProps {
  /** Called with the server's reply: the sign-in may need another step. */
  readonly onSignedIn: (reply: SignedIn) => unknown;
}

/** Signs in with an e-mail address and a password. */
export function PasswordSignIn({ onSignedIn }: PasswordSignInProps) {
  const { t } = useTexts();
  const form = useForm({
    start: { email: "", password: "" },
    needs: { filled: ["email", "password"] },
    send: async ({ email, password }) => onSignedIn(await moreApi.signIn({ email: email.trim(), password })),
    explain: ({ status }) =>
      status === WRONG
        ? { password: t("signIn.wrong") }
        : status === TOO_OFTEN
          ? { password: t("signIn.tooOften") }
          : undefined,
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
