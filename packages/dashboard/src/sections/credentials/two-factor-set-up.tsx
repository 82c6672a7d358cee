import { Anchor, Button, Code, Stack, Text } from "@mantine/core";
import type { TwoFactorOffer } from "@millrace/protocol";
import { lazy, Suspense } from "react";
import { useTexts } from "../../i18n/use-texts.tsx";
import { moreApi } from "../../more-api.ts";
import { FormBox } from "../account/form-box.tsx";
import { useForm } from "../account/use-form.ts";
import { CodeField, digitsOf } from "./code-field.tsx";
import { BAD_REQUEST, TOO_OFTEN } from "./refusals.ts";

const QrCode = lazy(() => import("./qr-code.tsx"));

export interface TwoFactorSetUpProps {
  readonly offer: TwoFactorOffer;
  readonly onDone: () => unknown;
  readonly onCancel: () => void;
}

/** Hands the secret to an authenticator app, and turns it on with the first code. */
export function TwoFactorSetUp({ offer, onDone, onCancel }: TwoFactorSetUpProps) {
  const { t } = useTexts();
  const form = useForm({
    start: { code: "" },
    needs: { filled: ["code"] },
    send: ({ code }) => moreApi.finishTwoFactor(digitsOf(code)),
    explain: ({ status }) =>
      status === BAD_REQUEST
        ? { code: t("twoFactor.wrongCode") }
        : status === TOO_OFTEN
          ? { code: t("signIn.tooOften") }
          : undefined,
    onDone,
  });
  return (
    <Stack>
      <Text size="sm">{t("twoFactor.scan")}</Text>
      <Suspense fallback={<div style={{ height: 208 }} />}>
        <QrCode text={offer.uri} label={t("twoFactor.qr")} />
      </Suspense>
      <div>
        <Text size="sm">{t("twoFactor.secret")}</Text>
        <Code block style={{ whiteSpace: "pre-wrap" }} data-testid="two-factor-secret">
          {secretOf(offer.uri)}
        </Code>
        <Anchor href={offer.uri} size="sm">
          {t("twoFactor.open")}
        </Anchor>
      </div>
      <FormBox form={form} submit={t("twoFactor.finish")}>
        <CodeField field={form.field("code")} label={t("factor.code")} />
      </FormBox>
      <div>
        <Button variant="subtle" size="compact-sm" onClick={onCancel}>
          {t("app.cancel")}
        </Button>
      </div>
    </Stack>
  );
}

/** In groups of four, as people type it. */
const secretOf = (uri: string): string =>
  (new URL(uri).searchParams.get("secret") ?? "").replace(/.{4}(?=.)/g, "$& ");
