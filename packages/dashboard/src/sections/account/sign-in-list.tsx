import { Button, Text } from "@mantine/core";
import type { SignInInfo } from "@millrace/protocol";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Loaded } from "../../cards/card.tsx";
import { Fault } from "../../cards/fault.tsx";
import { useTexts } from "../../i18n/use-texts.tsx";
import { moreApi } from "../../more-api.ts";
import { Box } from "./box.tsx";
import { Entries, Entry } from "./entries.tsx";

export const SIGN_INS: readonly unknown[] = ["sign-ins"];

/** Where one is signed in, each to be ended. */
export function SignInList() {
  const { t } = useTexts();
  const client = useQueryClient();
  const [said, setSaid] = useState("");
  const query = useQuery({ queryKey: SIGN_INS, queryFn: () => moreApi.signIns() });
  const refresh = () => client.invalidateQueries({ queryKey: SIGN_INS });
  const ending = useMutation({ mutationFn: moreApi.endSignIn, onSettled: refresh });
  const endingOthers = useMutation({
    mutationFn: moreApi.endOtherSignIns,
    onSuccess: (count) => setSaid(t("signIns.ended", { count })),
    onSettled: refresh,
  });
  const error = ending.error ?? endingOthers.error;
  return (
    <Box title={t("signIns.title")} hint={t("signIns.hint")}>
      <Loaded query={query} rows={2}>
        {(signIns) => (
          <Entries label={t("signIns.title")}>
            {signIns.map((signIn) => (
              <SignInEntry key={signIn.id} signIn={signIn} onEnd={() => ending.mutate(signIn.id)} />
            ))}
          </Entries>
        )}
      </Loaded>
      {error !== null && <Fault error={error} />}
      <div>
        <Button
          variant="default"
          disabled={query.data !== undefined && query.data.length < 2}
          loading={endingOthers.isPending}
          onClick={() => endingOthers.mutate()}
        >
          {t("signIns.endOthers")}
        </Button>
        <Text size="sm" c="dimmed" role="status" mt={said === "" ? 0 : "xs"}>
          {said}
        </Text>
      </div>
    </Box>
  );
}

function SignInEntry({ signIn, onEnd }: { signIn: SignInInfo; onEnd: () => void }) {
  const { t, dates } = useTexts();
  const device = signIn.device === "" ? t("signIns.unknownDevice") : signIn.device;
  const times = {
    since: dates.instant(Date.parse(signIn.created_at)),
    used: dates.instant(Date.parse(signIn.used_at)),
  };
  return (
    <Entry title={<bdi>{device}</bdi>} detail={t("signIns.times", times)}>
      {signIn.is_current ? (
        <Text size="sm" c="dimmed">
          {t("signIns.current")}
        </Text>
      ) : (
        <Button size="xs" variant="default" aria-label={t("signIns.endOne", { device })} onClick={onEnd}>
          {t("app.signOut")}
        </Button>
      )}
    </Entry>
  );
}
