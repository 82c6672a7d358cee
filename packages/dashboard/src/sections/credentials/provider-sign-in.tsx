import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Fault } from "../../cards/fault.tsx";
import { useTexts } from "../../i18n/use-texts.tsx";
import { moreApi } from "../../more-api.ts";
import { keepPath } from "./kept-path.ts";

export interface ProviderSignInProps {
  readonly name: string;
  /** Where to go on when the provider has sent the browser back. */
  readonly back: string;
}

/** Sends the browser to the OpenID Connect provider. */
export function ProviderSignIn({ name, back }: ProviderSignInProps) {
  const { t } = useTexts();
  const starting = useMutation({
    async mutationFn() {
      const { url } = await moreApi.startOidc();
      keepPath(back);
      location.assign(url);
    },
  });
  return (
    <>
      <Button variant="default" fullWidth loading={starting.isPending} onClick={() => starting.mutate()}>
        {t("provider.signIn", { name })}
      </Button>
      {starting.error !== null && <Fault error={starting.error} />}
    </>
  );
}
