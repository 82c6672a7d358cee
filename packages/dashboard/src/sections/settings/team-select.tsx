import { Select } from "@mantine/core";
import { useState } from "react";
import { useTexts } from "../../i18n/use-texts.tsx";
import { useUser } from "../../user.tsx";

/** The team of a new site: chosen where there are several, else nothing that anybody is asked for. */
export interface TeamChoice {
  /** As the API takes it: left out where it can only be one. */
  readonly team?: number;
  readonly onChoose: (team: number) => void;
}

/** `first` is the team that is looked at, if any. */
export function useTeamChoice(first?: number): TeamChoice {
  const { managedTeams } = useUser();
  const [chosen, setChosen] = useState(first);
  const found = managedTeams.find(({ id }) => id === chosen) ?? managedTeams[0];
  return {
    ...(managedTeams.length > 1 && found !== undefined && { team: found.id }),
    onChoose: setChosen,
  };
}

export function TeamSelect({ team, onChoose }: TeamChoice) {
  const { t } = useTexts();
  const { managedTeams } = useUser();
  if (team === undefined) return null;
  return (
    <Select
      label={t("site.team")}
      data={managedTeams.map(({ id, name }) => ({ value: String(id), label: name }))}
      value={String(team)}
      onChange={(chosen) => onChoose(Number(chosen))}
      allowDeselect={false}
    />
  );
}
