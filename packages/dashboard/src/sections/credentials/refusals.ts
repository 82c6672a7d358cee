import type { ClientError } from "@millrace/protocol";
import type { Texts } from "../../i18n/use-texts.tsx";

/** Status codes that forms about credentials have words of their own for. */
export const BAD_REQUEST = 400;
export const WRONG = 401;
export const CONFLICT = 409;
export const TOO_OFTEN = 429;

/** Puts what is wrong with one's own password beside its field. */
export function explainOwnPassword({ t }: Pick<Texts, "t">) {
  return ({ message, status }: ClientError): Readonly<Record<string, string>> | undefined => {
    if (status === TOO_OFTEN) return { current_password: t("signIn.tooOften") };
    if (status === BAD_REQUEST && message.startsWith("current_password"))
      return { current_password: t("account.wrongPassword") };
    return undefined;
  };
}
