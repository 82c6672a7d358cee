import { Button, Text } from "@mantine/core";
import { ClientError, type SignedIn } from "@millrace/protocol";
import { useMutation } from "@tanstack/react-query";
import { Fault } from "../../cards/fault.tsx";
import { useTexts } from "../../i18n/use-texts.tsx";
import { moreApi } from "../../more-api.ts";
import { NoPasskey, signByPasskey } from "./browser-passkey.ts";
import { WRONG } from "./refusals.ts";

/** Signs in with a passkey that the browser offers. */
export function PasskeySignIn({ onSignedIn }: { onSignedIn: (reply: SignedIn) => unknown }) {
  const { t } = useTexts();
  const signingIn = useMutation({
    async mutationFn() {
      const response = await signByPasskey(await moreApi.passkeySignInOptions());
      await onSignedIn(await moreApi.signInByPasskey(response));
    },
  });
  const { error } = signingIn;
  const said =
    error instanceof NoPasskey
      ? t("passkey.failed")
      : error instanceof ClientError && error.status === WRONG
        ? t("passkey.unknown")
        : null;
  return (
    <>
      <Button variant="default" fullWidth loading={signingIn.isPending} onClick={() => signingIn.mutate()}>
        {t("passkey.signIn")}
      </Button>
      {said !== null && (
        <Text size="sm" role="alert" c="var(--worse)">
          {said}
        </Text>
      )}
      {said === null && error !== null && <Fault error={error} />}
    </>
  );
}
