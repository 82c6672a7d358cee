import { Checkbox, MultiSelect, Select, Stack } from "@mantine/core";
import type { NewInvitation } from "@millrace/protocol";
import { useTexts } from "../../i18n/use-texts.tsx";

export type GrantableRole = NewInvitation["role"];
const ROLES: readonly GrantableRole[] = ["viewer", "editor", "admin"];

/** What somebody may do in a team, and with which of its sites; null: every one. */
export interface Place {
  readonly role: GrantableRole;
  readonly sites: readonly string[] | null;
}

export interface RoleChoiceProps {
  readonly place: Place;
  readonly onChange: (place: Place) => void;
  /** Names of the team's sites. */
  readonly sites: readonly string[];
  readonly fault?: string | undefined;
}

/** The choice of a role; viewers and editors can be kept to some of the sites. */
export function RoleChoice({ place, onChange, sites, fault }: RoleChoiceProps) {
  const { t } = useTexts();
  const isNarrowed = place.sites !== null;
  return (
    <Stack gap="sm">
      <Select
        label={t("team.role")}
        description={t(`role.${place.role}Hint`)}
        data={ROLES.map((value) => ({ value, label: t(`role.${value}`) }))}
        value={place.role}
        onChange={(value) => {
          const role = value as GrantableRole;
          onChange({ role, sites: role === "admin" ? null : place.sites });
        }}
        allowDeselect={false}
      />
      {place.role !== "admin" && sites.length > 0 && (
        <Checkbox
          label={t("team.someSites")}
          checked={isNarrowed}
          onChange={(event) => onChange({ ...place, sites: event.currentTarget.checked ? [] : null })}
        />
      )}
      {isNarrowed && (
        <MultiSelect
          label={t("app.sites")}
          data={[...sites]}
          value={[...place.sites]}
          onChange={(chosen) => onChange({ ...place, sites: chosen })}
          error={fault}
          searchable
        />
      )}
    </Stack>
  );
}

/** Whether a place names no site although it is for some only. */
export const isNowhere = ({ sites }: Place): boolean => sites !== null && sites.length === 0;
