import { ClientError, type OidcDone } from "@millrace/protocol";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { Bones, reasonOf } from "../../cards/card.tsx";
import { type Texts, useTexts } from "../../i18n/use-texts.tsx";
import { moreApi } from "../../more-api.ts";
import { FrontPage } from "../../sections/account/front-page.tsx";
import { LeadOn } from "../../sections/account/lead-on.tsx";
import { keptPath } from "../../sections/credentials/kept-path.ts";
import { BAD_REQUEST, WRONG } from "../../sections/credentials/refusals.ts";
import { SentNote } from "../../sections/credentials/sent-note.tsx";
import { ToAccount, ToSignIn } from "../../sections/credentials/ways.tsx";
import { useUser } from "../../user.tsx";

/** What a provider says when somebody turned back there (OpenID Connect Core 1.0, 3.1.2.6). */
const TURNED_BACK = ["access_denied", "login_required", "interaction_required", "consent_required"];

/** Where the provider sends the browser back to: signs in, or links one's account. */
export function ProviderPage() {
  const { t } = useTexts();
  const { me, person } = useUser();
  const sent = useSentHere();
  const name = me?.oidc_name ?? "OpenID Connect";
  const { data, error } = useFinish(sent);
  const failure = sent.error !== undefined ? wordsOf(sent.error, name, t) : error && explain(error, name, t);
  if (data !== undefined) return <LeadOn path={data.state === "linked" ? "/account" : keptPath()} />;
  // Who is signed in now gets a page made anew, which knows of no code.
  if (failure === null && sent.code === undefined)
    return <LeadOn path={person === null ? "/sign-in" : keptPath()} />;
  return (
    <FrontPage title={t("provider.signIn", { name })}>
      {failure === null ? <Bones rows={1} /> : <SentNote>{failure}</SentNote>}
      {failure !== null && (person === null ? <ToSignIn /> : <ToAccount />)}
    </FrontPage>
  );
}

/** Returns what came with the address, which leaves it: a code works once. */
function useSentHere() {
  const search = useSearch({ from: "/sign-in/oidc" });
  const navigate = useNavigate();
  const [sent] = useState(search);
  useEffect(() => {
    // Never for nothing: whoever is led on from here would be called back.
    if (Object.keys(sent).length > 0) void navigate({ to: "/sign-in/oidc", search: {}, replace: true });
  }, [sent, navigate]);
  return sent;
}

function useFinish({ code, state = "" }: { code?: string; state?: string }) {
  const client = useQueryClient();
  return useQuery({
    queryKey: ["oidc", state],
    async queryFn(): Promise<OidcDone> {
      const done = await moreApi.finishOidc({ code: code ?? "", state });
      await client.invalidateQueries({ queryKey: ["me"] });
      return done;
    },
    enabled: code !== undefined,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

const wordsOf = (error: string, name: string, t: Texts["t"]): string =>
  TURNED_BACK.includes(error) ? t("provider.cancelled", { name }) : t("provider.error", { name, error });

function explain(error: Error, name: string, t: Texts["t"]): string {
  const status = error instanceof ClientError ? error.status : 0;
  if (status === BAD_REQUEST) return t("provider.expired");
  if (status === WRONG) return t("provider.unconfirmed", { name });
  return reasonOf(error, { t } as Texts);
}
