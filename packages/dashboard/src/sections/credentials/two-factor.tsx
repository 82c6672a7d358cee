import { Button, Group, Text } from "@mantine/core";
import type { PersonInfo, TwoFactorOffer } from "@millrace/protocol";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTexts } from "../../i18n/use-texts.tsx";
import { moreApi } from "../../more-api.ts";
import { Box } from "../account/box.tsx";
import { SIGN_INS } from "../account/sign-in-list.tsx";
import { BackupCodes } from "./backup-codes.tsx";
import { PasswordDialog } from "./password-dialog.tsx";
import { signInMethodsQuery } from "./sign-in-methods-query.ts";
import { TwoFactorSetUp } from "./two-factor-set-up.tsx";

type Asked = "set up" | "new codes" | "turn off";

export interface TwoFactorProps {
  readonly person: PersonInfo;
  readonly hasPassword: boolean;
}

/** Codes of an authenticator app: set up, kept usable by backup codes, and turned off. */
export function TwoFactor({ person, hasPassword }: TwoFactorProps) {
  const { t } = useTexts();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [offer, setOffer] = useState<TwoFactorOffer | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  // What had the focus goes with the step that is over.
  const [isBack, setBack] = useState(false);
  const refresh = useRefresh();

  function goBack(): void {
    setBack(true);
    setOffer(null);
    setCodes(null);
  }

  function show(found: readonly string[]): Promise<unknown> {
    setOffer(null);
    setCodes(found);
    return refresh();
  }

  return (
    <Box title={t("twoFactor.title")} hint={t("twoFactor.hint")}>
      {offer !== null ? (
        <TwoFactorSetUp offer={offer} onDone={() => show(offer.backup_codes)} onCancel={goBack} />
      ) : codes !== null ? (
        <BackupCodes codes={codes} onKept={goBack} />
      ) : (
        <Standing isOn={person.two_factor} hasPassword={hasPassword} hasFocus={isBack} onAsk={setAsked} />
      )}
      {asked !== null && (
        <Question
          asked={asked}
          onOffer={setOffer}
          onCodes={setCodes}
          onOff={refresh}
          onClose={() => setAsked(null)}
        />
      )}
    </Box>
  );
}

function useRefresh(): () => Promise<unknown> {
  const client = useQueryClient();
  return () =>
    Promise.all(
      // The change gives this browser another sign-in.
      [["me"], signInMethodsQuery.queryKey, SIGN_INS].map((queryKey) =>
        client.invalidateQueries({ queryKey }),
      ),
    );
}

interface StandingProps {
  readonly isOn: boolean;
  readonly hasPassword: boolean;
  readonly hasFocus: boolean;
  readonly onAsk: (asked: Asked) => void;
}

/** Whether it is on, and what can be done about that. */
function Standing({ isOn, hasPassword, hasFocus, onAsk }: StandingProps) {
  const { t } = useTexts();
  if (!isOn && !hasPassword) return <Text size="sm">{t("twoFactor.noPassword")}</Text>;
  return (
    <Group gap="sm">
      <Text size="sm" role="status">
        {t(isOn ? "twoFactor.on" : "twoFactor.off")}
      </Text>
      {isOn ? (
        <>
          <Button variant="default" autoFocus={hasFocus} onClick={() => onAsk("new codes")}>
            {t("backup.new")}
          </Button>
          <Button variant="default" onClick={() => onAsk("turn off")}>
            {t("twoFactor.turnOff")}
          </Button>
        </>
      ) : (
        <Button variant="default" autoFocus={hasFocus} onClick={() => onAsk("set up")}>
          {t("twoFactor.setUp")}
        </Button>
      )}
    </Group>
  );
}

interface QuestionProps {
  readonly asked: Asked;
  readonly onOffer: (offer: TwoFactorOffer) => void;
  readonly onCodes: (codes: readonly string[]) => void;
  readonly onOff: () => Promise<unknown>;
  readonly onClose: () => void;
}

function Question({ asked, onOffer, onCodes, onOff, onClose }: QuestionProps) {
  const { t } = useTexts();
  const words = {
    "set up": {
      title: t("twoFactor.title"),
      hint: t("twoFactor.passwordHint"),
      submit: t("twoFactor.setUp"),
    },
    "new codes": { title: t("backup.new"), hint: t("backup.newHint"), submit: t("backup.new") },
    "turn off": {
      title: t("twoFactor.turnOff"),
      hint: t("twoFactor.turnOffHint"),
      submit: t("twoFactor.turnOff"),
    },
  };

  async function send(body: { readonly current_password: string }): Promise<void> {
    if (asked === "set up") onOffer(await moreApi.beginTwoFactor(body));
    else if (asked === "new codes") onCodes((await moreApi.newBackupCodes(body)).backup_codes);
    else {
      await moreApi.endTwoFactor(body);
      await onOff();
    }
  }

  return (
    <PasswordDialog
      {...words[asked]}
      hasPassword
      isDanger={asked === "turn off"}
      send={({ current_password = "" }) => send({ current_password })}
      onDone={onClose}
      onClose={onClose}
    />
  );
}
