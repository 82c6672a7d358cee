import { Button, Text } from "@mantine/core";
import type { PersonInfo } from "@millrace/protocol";
import { useMutation } from "@tanstack/react-query";
import { useTexts } from "../../i18n/use-texts.tsx";
import { moreApi } from "../../more-api.ts";
import { Box } from "../account/box.tsx";
import { MailFault } from "./own-email.tsx";

/** For whoever signs in in another way: a password is set by the link of a mail. */
export function NoPassword({ person }: { person: PersonInfo }) {
  const { t } = useTexts();
  const sending = useMutation({ mutationFn: () => moreApi.requestRecovery(person.email) });
  return (
    <Box title={t("account.password")} hint={t("account.noPassword", { email: person.email })}>
      <div>
        <Button variant="default" loading={sending.isPending} onClick={() => sending.mutate()}>
          {t("recover.submit")}
        </Button>
        <Text size="sm" c="dimmed" role="status" mt={sending.isSuccess ? "xs" : 0}>
          {sending.isSuccess ? t("mail.sent") : ""}
        </Text>
      </div>
      {sending.error !== null && <MailFault error={sending.error} />}
    </Box>
  );
}
