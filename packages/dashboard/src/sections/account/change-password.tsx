import type { PersonInfo } from "@millrace/protocol";
import { useQueryClient } from "@tanstack/react-query";
import { useTexts } from "../../i18n/use-texts.tsx";
import { moreApi } from "../../more-api.ts";
import { Box } from "./box.tsx";
import { fieldOf } from "./fields.ts";
import { FormBox, PasswordField } from "./form-box.tsx";
import { SIGN_INS } from "./sign-in-list.tsx";
import { useForm } from "./use-form.ts";

const NONE = { current_password: "", new_password: "" };

/** Changes one's password, which signs out everywhere else. */
export function ChangePassword({ person }: { person: PersonInfo }) {
  const { t } = useTexts();
  const client = useQueryClient();
  const form = useForm({
    start: NONE,
    needs: { filled: ["current_password"], passwords: ["new_password"] },
    send: moreApi.changePassword,
    explain({ message }) {
      const field = fieldOf(message, ["password", "current_password"]);
      if (field === null) return undefined;
      return field === "password"
        ? { new_password: message }
        : { current_password: t("account.wrongPassword") };
    },
    onDone: () => client.invalidateQueries({ queryKey: SIGN_INS }),
  });
  return (
    <Box title={t("account.password")} hint={t("account.passwordHint")}>
      <FormBox form={form} submit={t("account.changePassword")} done={t("account.passwordChanged")}>
        {/* Password managers want to know whose it is. */}
        <input hidden autoComplete="username" value={person.email} readOnly />
        <PasswordField field={form.field("current_password")} label={t("account.currentPassword")} />
        <PasswordField field={form.field("new_password")} label={t("account.newPassword")} isNew />
      </FormBox>
    </Box>
  );
}
