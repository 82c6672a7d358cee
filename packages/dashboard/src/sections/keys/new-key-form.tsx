import { Checkbox, MultiSelect, Select, Stack, TextInput } from "@mantine/core";
import { KEY_SCOPES, type KeyScope, type KeyWithSecret, type TeamDetails } from "@millrace/protocol";
import { useState } from "react";
import { useTexts } from "../../i18n/use-texts.tsx";
import { useUser } from "../../user.tsx";
import { FormBox } from "../account/form-box.tsx";
import { useForm } from "../account/use-form.ts";
import { teamRecords } from "../teams/team-records.ts";

const DAY_MS = 86_400_000;
const EXPIRIES = ["never", "30", "90", "365"] as const;
type Expiry = (typeof EXPIRIES)[number];

export interface NewKeyFormProps {
  readonly team: TeamDetails;
  readonly onMade: (key: KeyWithSecret) => void;
}

/** A key's name, what it may do, with which sites, and until when. */
export function NewKeyForm({ team, onMade }: NewKeyFormProps) {
  const { t } = useTexts();
  const [scopes, setScopes] = useState<readonly KeyScope[]>(["read"]);
  const [sites, setSites] = useState<readonly string[] | null>(null);
  const [expiry, setExpiry] = useState<Expiry>("never");
  const [wasTried, setTried] = useState(false);
  const hasNoScope = scopes.length === 0;
  const hasNoSite = sites?.length === 0;
  const form = useForm({
    start: { name: "" },
    needs: { filled: ["name"] },
    async send({ name }) {
      setTried(true);
      if (hasNoScope || hasNoSite) return;
      onMade(
        await teamRecords.createKey(team.id, { name: name.trim(), scopes, sites, expires_at: endOf(expiry) }),
      );
    },
  });
  return (
    <FormBox form={form} submit={t("apiKeys.create")}>
      <TextInput
        {...form.field("name")}
        label={t("apiKeys.name")}
        description={t("apiKeys.nameHint")}
        autoComplete="off"
        maxLength={100}
      />
      <Scopes scopes={scopes} onChange={setScopes} fault={wasTried && hasNoScope} />
      {team.sites.length > 0 && (
        <Checkbox
          label={t("team.someSites")}
          checked={sites !== null}
          onChange={(event) => setSites(event.currentTarget.checked ? [] : null)}
        />
      )}
      {sites !== null && (
        <MultiSelect
          label={t("app.sites")}
          data={[...team.sites]}
          value={[...sites]}
          onChange={setSites}
          error={wasTried && hasNoSite ? t("team.noSites") : undefined}
          searchable
        />
      )}
      <Select
        label={t("apiKeys.expiry")}
        data={EXPIRIES.map((value) => ({ value, label: t(`apiKeys.expiry.${value}`) }))}
        value={expiry}
        onChange={(value) => setExpiry(value as Expiry)}
        allowDeselect={false}
      />
    </FormBox>
  );
}

interface ScopesProps {
  readonly scopes: readonly KeyScope[];
  readonly onChange: (scopes: readonly KeyScope[]) => void;
  readonly fault: boolean;
}

function Scopes({ scopes, onChange, fault }: ScopesProps) {
  const { t } = useTexts();
  const { mayOperate } = useUser();
  const offered = KEY_SCOPES.filter((scope) => scope !== "operate" || mayOperate);
  return (
    <Checkbox.Group
      label={t("apiKeys.scopes")}
      value={[...scopes]}
      onChange={(chosen) => onChange(chosen as KeyScope[])}
      error={fault ? t("apiKeys.noScope") : undefined}
    >
      <Stack gap="xs" mt={6}>
        {offered.map((scope) => (
          <Checkbox
            key={scope}
            value={scope}
            label={t(`apiKeys.scope.${scope}`)}
            description={t(`apiKeys.scopeHint.${scope}`)}
          />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}

const endOf = (expiry: Expiry): string | null =>
  expiry === "never" ? null : new Date(Date.now() + Number(expiry) * DAY_MS).toISOString();
