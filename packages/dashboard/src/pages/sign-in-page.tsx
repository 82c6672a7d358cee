import { Anchor, Button, Stack, Text } from "@mantine/core";
import { lookUp, type Me, type SignedIn } from "@millrace/protocol";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { type TextKey, useTexts } from "../i18n/use-texts.tsx";
import { FrontPage } from "../sections/account/front-page.tsx";
import { LeadOn } from "../sections/account/lead-on.tsx";
import { PasswordSignIn } from "../sections/account/password-sign-in.tsx";
import { browserHasPasskeys } from "../sections/credentials/browser-passkey.ts";
import { PasskeySignIn } from "../sections/credentials/passkey-sign-in.tsx";
import { ProviderSignIn } from "../sections/credentials/provider-sign-in.tsx";
import { SecondFactorForm } from "../sections/credentials/second-factor-form.tsx";
import { useUser } from "../user.tsx";
import { returnPath } from "../view/return-path.ts";

/** What the page that led here has done. */
const NOTES: Readonly<Record<string, TextKey>> = { password: "recover.done", deleted: "ending.done" };

/** Ways to sign in, each a part of its own; whoever is signed in goes back to where they were. */
export function SignInPage() {
  const { t } = useTexts();
  const { back, note = "" } = useSearch({ from: "/sign-in" });
  const { me, person } = useUser();
  const client = useQueryClient();
  const [needsCode, setNeedsCode] = useState(false);
  if (person !== null || me?.instance === "open") return <LeadOn path={returnPath(back)} />;

  async function goOn({ state }: SignedIn): Promise<void> {
    if (state === "second factor") setNeedsCode(true);
    else await client.invalidateQueries({ queryKey: ["me"] });
  }

  if (needsCode)
    return (
      <FrontPage title={t("factor.title")}>
        <SecondFactorForm onSignedIn={goOn} />
        <Button variant="subtle" size="compact-sm" onClick={() => setNeedsCode(false)}>
          {t("factor.startOver")}
        </Button>
      </FrontPage>
    );
  const said = lookUp(NOTES, note);
  return (
    <FrontPage title={t("signIn.title")} {...(said !== undefined && { hint: t(said) })}>
      <PasswordSignIn onSignedIn={goOn} />
      <Anchor component={Link} to="/recover" size="sm">
        {t("recover.link")}
      </Anchor>
      {me !== null && <OtherWays me={me} onSignedIn={goOn} />}
    </FrontPage>
  );
}

/** Those that this browser and this instance have. */
function OtherWays({ me, onSignedIn }: { me: Me; onSignedIn: (reply: SignedIn) => unknown }) {
  const { t } = useTexts();
  const { back } = useSearch({ from: "/sign-in" });
  return (
    <Stack>
      {(me.oidc_name !== null || browserHasPasskeys()) && (
        <Text size="sm" c="dimmed" ta="center">
          {t("signIn.or")}
        </Text>
      )}
      {browserHasPasskeys() && <PasskeySignIn onSignedIn={onSignedIn} />}
      {me.oidc_name !== null && <ProviderSignIn name={me.oidc_name} back={returnPath(back)} />}
      {me.sign_up === "open" && (
        <Text size="sm">
          {t("signUp.question")}{" "}
          <Anchor component={Link} to="/sign-up" size="sm" underline="always">
            {t("signUp.title")}
          </Anchor>
        </Text>
      )}
    </Stack>
  );
}
