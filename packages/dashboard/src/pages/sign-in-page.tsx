import { useQueryClient } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useTexts } from "../i18n/use-texts.tsx";
import { FrontPage } from "../sections/account/front-page.tsx";
import { LeadOn } from "../sections/account/lead-on.tsx";
import { PasswordSignIn } from "../sections/account/password-sign-in.tsx";
import { useUser } from "../user.tsx";
import { returnPath } from "../view/return-path.ts";

/** Ways to sign in, each a part of its own; whoever is signed in goes back to where they were. */
export function SignInPage() {
  const { t } = useTexts();
  const { back } = useSearch({ from: "/sign-in" });
  const { me, person } = useUser();
  const client = useQueryClient();
  if (person !== null || me?.instance === "open") return <LeadOn path={returnPath(back)} />;
  return (
    <FrontPage title={t("signIn.title")}>
      <PasswordSignIn onSignedIn={() => client.invalidateQueries({ queryKey: ["me"] })} />
    </FrontPage>
  );
}
