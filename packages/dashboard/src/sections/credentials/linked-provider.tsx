import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { isConflict } from "../../api.ts";
import { useTexts } from "../../i18n/use-texts.tsx";
import { moreApi } from "../../more-api.ts";
import { Box } from "../account/box.tsx";
import { PasswordDialog } from "./password-dialog.tsx";
import { signInMethodsQuery } from "./sign-in-methods-query.ts";

export interface LinkedProviderProps {
  /** Of the OpenID Connect provider. */
  readonly name: string;
  readonly hasPassword: boolean;
}

/** Whether one may sign in with the provider. */
export function LinkedProvider({ name, hasPassword }: LinkedProviderProps) {
  const { t } = useTexts();
  const client = useQueryClient();
  const { data } = useQuery(signInMethodsQuery);
  const [isAsking, setAsking] = useState(false);
  if (data === undefined) return null;
  const change = t(data.oidc ? "provider.unlink" : "provider.link", { name });

  async function link(password: object): Promise<void> {
    const { url } = await moreApi.startOidcLink(password);
    location.assign(url);
  }

  async function unlink(password: object): Promise<void> {
    await moreApi.unlinkOidc(password);
    await client.invalidateQueries({ queryKey: signInMethodsQuery.queryKey });
    setAsking(false);
  }

  return (
    <Box title={name} hint={t(data.oidc ? "provider.linked" : "provider.notLinked", { name })}>
      <div>
        <Button variant="default" onClick={() => setAsking(true)}>
          {change}
        </Button>
      </div>
      {isAsking && (
        <PasswordDialog
          title={change}
          hint={t(data.oidc ? "provider.unlinkHint" : "provider.linkHint", { name })}
          submit={change}
          hasPassword={hasPassword}
          send={data.oidc ? unlink : link}
          explain={(error) => (isConflict(error) ? t("provider.lastWay") : undefined)}
          onDone={() => {}}
          onClose={() => setAsking(false)}
        />
      )}
    </Box>
  );
}
