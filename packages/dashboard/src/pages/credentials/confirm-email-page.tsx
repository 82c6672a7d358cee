import { Button, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { isConflict, isNotFound } from "../../api.ts";
import { Fault } from "../../cards/fault.tsx";
import { useTexts } from "../../i18n/use-texts.tsx";
import { moreApi } from "../../more-api.ts";
import { FrontPage } from "../../sections/account/front-page.tsx";
import { forgetLinkToken, useLinkToken } from "../../sections/account/use-link-token.ts";
import { SentNote } from "../../sections/credentials/sent-note.tsx";
import { ToAccount, ToSignIn } from "../../sections/credentials/ways.tsx";
import { useUser } from "../../user.tsx";

const LINK = "confirm-email";

/** Proves that somebody receives mail at an address, by the link of a mail. */
export function ConfirmEmailPage() {
  const { t } = useTexts();
  const { person } = useUser();
  const token = useLinkToken(LINK);
  const next = person === null ? <ToSignIn /> : <ToAccount />;
  if (token !== null)
    return (
      <Confirm key={token} token={token}>
        {next}
      </Confirm>
    );
  return (
    <FrontPage title={t("confirm.title")} hint={t("invitation.noLink")}>
      {next}
    </FrontPage>
  );
}

function Confirm({ token, children }: { token: string; children: ReactNode }) {
  const { t } = useTexts();
  const client = useQueryClient();
  const confirming = useMutation({
    mutationFn: () => moreApi.confirmEmail(token),
    onSuccess: () => client.invalidateQueries({ queryKey: ["me"] }),
    // Neither a link that worked nor one that never will is of use for a reload.
    onSettled: (_, error) => {
      if (error === null || isNotFound(error) || isConflict(error)) forgetLinkToken(LINK);
    },
  });
  const { data, error } = confirming;
  const said =
    data !== undefined
      ? t("confirm.done", { email: data.email })
      : error !== null && isNotFound(error)
        ? t("confirm.gone")
        : error !== null && isConflict(error)
          ? t("confirm.taken")
          : null;
  if (said !== null)
    return (
      <FrontPage title={t("confirm.title")}>
        <SentNote>{said}</SentNote>
        {children}
      </FrontPage>
    );
  return (
    <FrontPage title={t("confirm.title")} hint={t("confirm.hint")}>
      <Stack>
        {/* Not at once: programs that check mails open links, too. */}
        <Button loading={confirming.isPending} onClick={() => confirming.mutate()} autoFocus>
          {t("confirm.submit")}
        </Button>
        {error !== null && <Fault error={error} />}
      </Stack>
    </FrontPage>
  );
}
