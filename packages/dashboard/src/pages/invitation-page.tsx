import { Anchor, Button, Stack, Text, TextInput } from "@mantine/core";
import type { InvitationOffer, PersonInfo } from "@millrace/protocol";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { isNotFound } from "../api.ts";
import { Failure } from "../cards/card.tsx";
import { Fault } from "../cards/fault.tsx";
import { useTexts } from "../i18n/use-texts.tsx";
import { moreApi } from "../more-api.ts";
import { FormBox, PasswordField } from "../sections/account/form-box.tsx";
import { FrontPage } from "../sections/account/front-page.tsx";
import { LeadOn } from "../sections/account/lead-on.tsx";
import { useForm } from "../sections/account/use-form.ts";
import { forgetLinkToken, useLinkToken } from "../sections/account/use-link-token.ts";
import { useUser } from "../user.tsx";

const LINK = "invitation";

/** What an invitation offers, and the ways to accept it. */
export function InvitationPage() {
  const { t } = useTexts();
  const { person } = useUser();
  const token = useLinkToken(LINK);
  if (token !== null) return <Offered key={token} token={token} />;
  if (person !== null) return <LeadOn path="/" />;
  return <FrontPage title={t("invitation.title")} hint={t("invitation.noLink")} />;
}

function Offered({ token }: { token: string }) {
  const { t } = useTexts();
  const { person } = useUser();
  const { data, error, refetch } = useQuery({
    queryKey: ["invitation", token],
    queryFn: () => moreApi.readInvitation(token),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (error !== null && isNotFound(error))
    return <FrontPage title={t("invitation.title")} hint={t("invitation.gone")} />;
  if (error !== null) return <Failure error={error} retry={refetch} />;
  if (data === undefined) return null;
  const { team, role, invited_by } = data;
  const offer = { team, role: t(`role.${role}`), name: invited_by ?? "" };
  return (
    <FrontPage
      title={t("invitation.to", { team })}
      hint={t(invited_by === null ? "invitation.offer" : "invitation.offerBy", offer)}
    >
      {person === null ? <Newcomer token={token} offer={data} /> : <Join token={token} person={person} />}
    </FrontPage>
  );
}

/** Accepts for whoever is signed in. */
function Join({ token, person }: { token: string; person: PersonInfo }) {
  const { t } = useTexts();
  const onJoined = useJoined();
  const joining = useMutation({ mutationFn: () => moreApi.acceptInvitation({ token }), onSuccess: onJoined });
  return (
    <Stack>
      <Text size="sm" style={{ overflowWrap: "anywhere" }}>
        {t("invitation.signedIn", { email: person.email })}
      </Text>
      <Button loading={joining.isPending} onClick={() => joining.mutate()}>
        {t("invitation.join")}
      </Button>
      {joining.error !== null && <Fault error={joining.error} />}
    </Stack>
  );
}

/** Makes an account for the address that was invited, unless it has one. */
function Newcomer({ token, offer }: { token: string; offer: InvitationOffer }) {
  const { t } = useTexts();
  const signIn = (
    <Anchor component={Link} to="/sign-in" search={{ back: "/invitation" } as never} size="sm">
      {t(offer.has_account ? "invitation.signIn" : "invitation.signInElse")}
    </Anchor>
  );
  if (offer.has_account)
    return (
      <Stack>
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {t("invitation.hasAccount", { email: offer.email })}
        </Text>
        {signIn}
      </Stack>
    );
  return (
    <Stack>
      <NewAccount token={token} email={offer.email} />
      {signIn}
    </Stack>
  );
}

function NewAccount({ token, email }: { token: string; email: string }) {
  const { t } = useTexts();
  const form = useForm({
    start: { name: "", password: "" },
    needs: { filled: ["name"], passwords: ["password"] },
    send: (values) => moreApi.acceptInvitation({ ...values, token }),
    onDone: useJoined(),
  });
  return (
    <FormBox form={form} submit={t("invitation.create")} isWide>
      <TextInput
        name="email"
        label={t("person.email")}
        type="email"
        autoComplete="username"
        value={email}
        variant="filled"
        readOnly
      />
      <TextInput
        {...form.field("name")}
        label={t("person.name")}
        autoComplete="name"
        maxLength={100}
        autoFocus
      />
      <PasswordField field={form.field("password")} label={t("person.password")} isNew />
    </FormBox>
  );
}

function useJoined(): () => Promise<void> {
  const client = useQueryClient();
  const navigate = useNavigate();
  return async () => {
    forgetLinkToken(LINK);
    await client.invalidateQueries({ queryKey: ["me"] });
    await client.invalidateQueries({ queryKey: ["sites"] });
    await navigate({ to: "/", replace: true });
  };
}
