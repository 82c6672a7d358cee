import { Button, Text } from "@mantine/core";
import type { PasskeyInfo } from "@millrace/protocol";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { Loaded } from "../../cards/card.tsx";
import { useTexts } from "../../i18n/use-texts.tsx";
import { moreApi } from "../../more-api.ts";
import { Box } from "../account/box.tsx";
import { Confirmation } from "../account/confirmation.tsx";
import { Entries, Entry } from "../account/entries.tsx";
import { browserHasPasskeys, makePasskey, NoPasskey } from "./browser-passkey.ts";
import { PasswordDialog } from "./password-dialog.tsx";
import { signInMethodsQuery } from "./sign-in-methods-query.ts";

const PASSKEYS = ["passkeys"];

/** One's passkeys, each with a name, to add and to remove. */
export function Passkeys({ hasPassword }: { hasPassword: boolean }) {
  const { t } = useTexts();
  const client = useQueryClient();
  const query = useQuery({ queryKey: PASSKEYS, queryFn: () => moreApi.passkeys() });
  const [isAdding, setAdding] = useState(false);
  const [leaving, setLeaving] = useState<PasskeyInfo | null>(null);
  const [said, setSaid] = useState("");
  const addRef = useRef<HTMLButtonElement>(null);
  const refresh = () =>
    Promise.all(
      [PASSKEYS, signInMethodsQuery.queryKey].map((queryKey) => client.invalidateQueries({ queryKey })),
    );
  return (
    <Box title={t("passkey.title")} hint={t("passkey.hint")}>
      <Loaded query={query} rows={1}>
        {(passkeys) => <List passkeys={passkeys} onRemove={setLeaving} />}
      </Loaded>
      <div>
        {browserHasPasskeys() ? (
          <Button ref={addRef} variant="default" onClick={() => setAdding(true)}>
            {t("passkey.add")}
          </Button>
        ) : (
          <Text size="sm">{t("passkey.unavailable")}</Text>
        )}
        <Text size="sm" c="dimmed" role="status" mt={said === "" ? 0 : "xs"}>
          {said}
        </Text>
      </div>
      {isAdding && (
        <NewPasskey
          hasPassword={hasPassword}
          onAdded={() => {
            setSaid(t("passkey.added"));
            setAdding(false);
            return refresh();
          }}
          onClose={() => setAdding(false)}
        />
      )}
      {leaving !== null && (
        <Confirmation
          title={t("team.removeName", { name: leaving.name })}
          hint={t("passkey.removeHint")}
          submit={t("team.remove")}
          onConfirm={async () => {
            await moreApi.removePasskey(leaving.id);
            setSaid("");
            await refresh();
            // The button that had the focus went with its row.
            addRef.current?.focus();
          }}
          onClose={() => setLeaving(null)}
        />
      )}
    </Box>
  );
}

interface ListProps {
  readonly passkeys: readonly PasskeyInfo[];
  readonly onRemove: (passkey: PasskeyInfo) => void;
}

function List({ passkeys, onRemove }: ListProps) {
  const { t, dates } = useTexts();
  if (passkeys.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t("passkey.none")}
      </Text>
    );
  return (
    <Entries label={t("passkey.title")}>
      {passkeys.map((passkey) => (
        <Entry
          key={passkey.id}
          title={<bdi>{passkey.name}</bdi>}
          detail={t("passkey.since", { time: dates.instant(Date.parse(passkey.created_at)) })}
        >
          <Button
            size="xs"
            variant="default"
            aria-label={t("team.removeName", { name: passkey.name })}
            onClick={() => onRemove(passkey)}
          >
            {t("team.remove")}
          </Button>
        </Entry>
      ))}
    </Entries>
  );
}

interface NewPasskeyProps {
  readonly hasPassword: boolean;
  readonly onAdded: () => unknown;
  readonly onClose: () => void;
}

function NewPasskey({ hasPassword, onAdded, onClose }: NewPasskeyProps) {
  const { t } = useTexts();
  return (
    <PasswordDialog
      title={t("passkey.add")}
      hint={t("passkey.addHint")}
      submit={t("passkey.add")}
      hasPassword={hasPassword}
      text={{ name: "name", label: t("passkey.name"), hint: t("passkey.nameHint") }}
      send={async (password, name) => {
        const response = await makePasskey(await moreApi.passkeyOffer(password));
        await moreApi.addPasskey({ name, response });
      }}
      explain={(error) => {
        if (!(error instanceof NoPasskey)) return undefined;
        return t(error.fault === "exists" ? "passkey.exists" : "passkey.notMade");
      }}
      onDone={onAdded}
      onClose={onClose}
    />
  );
}
