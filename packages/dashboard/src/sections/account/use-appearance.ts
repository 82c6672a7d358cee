import { type MantineColorScheme, useMantineColorScheme } from "@mantine/core";
import type { PersonInfo, ProfileChanges } from "@millrace/protocol";
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { api } from "../../api.ts";
import { chooseLanguage, isLanguage, type Language } from "../../i18n/index.ts";
import { useUser } from "../../user.tsx";

/** Changes one's profile, in the page as well. */
export async function changeProfile(client: QueryClient, changes: ProfileChanges): Promise<void> {
  const person: PersonInfo = await api.changeProfile(changes);
  client.setQueriesData<{ person: PersonInfo | null }>({ queryKey: ["me"] }, (me) => me && { ...me, person });
}

/** Language and colours: a choice applies at once, and follows whoever is signed in to other browsers. */
export function useAppearance() {
  const client = useQueryClient();
  const { person } = useUser();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const keep = async (changes: ProfileChanges) => {
    if (person !== null) await changeProfile(client, changes);
  };
  return {
    theme: colorScheme,
    setTheme(theme: MantineColorScheme): Promise<void> {
      setColorScheme(theme);
      return keep({ theme });
    },
    /** Null: as the browser has it. */
    async setLanguage(language: Language | null): Promise<void> {
      await chooseLanguage(language);
      await keep({ language });
    },
  };
}

/** Gives the page the language and the colours that its user chose on another day, or in another browser. */
export function useOwnAppearance(): void {
  const { person } = useUser();
  const { setColorScheme } = useMantineColorScheme();
  const { language = null, theme = null } = person ?? {};
  useEffect(() => {
    if (isLanguage(language) && language !== document.documentElement.lang) void chooseLanguage(language);
  }, [language]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the setter is made anew whenever somebody chooses another
  useEffect(() => {
    if (theme !== null) setColorScheme(theme);
  }, [theme]);
}
