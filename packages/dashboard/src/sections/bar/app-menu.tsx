import { ActionIcon, Menu, useMantineColorScheme } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { instanceUrl } from "../../api.ts";
import { chooseLanguage, LANGUAGES, type Language } from "../../i18n/index.ts";
import { useTexts } from "../../i18n/use-texts.tsx";
import { MenuIcon } from "../../icons.tsx";

const SCHEMES = ["light", "dark", "auto"] as const;

/** Where else to go, colours and language. */
export function AppMenu({ onKeys }: { onKeys: () => void }) {
  const { t, language } = useTexts();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu position="bottom-end" width={210}>
      <Menu.Target>
        <ActionIcon
          className="screen-only"
          variant="subtle"
          color="gray"
          size={34}
          aria-label={t("app.menu")}
        >
          <MenuIcon size={20} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} to="/">
          {t("app.sites")}
        </Menu.Item>
        <Menu.Item component={Link} to="/operations">
          {t("app.operations")}
        </Menu.Item>
        <Menu.Item component="a" href={instanceUrl("api/docs")}>
          {t("app.apiDocs")}
        </Menu.Item>
        <Menu.Item onClick={onKeys} rightSection={<kbd className="key">?</kbd>}>
          {t("keys.title")}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t("app.theme")}</Menu.Label>
        {SCHEMES.map((scheme) => (
          <Menu.Item
            key={scheme}
            onClick={() => setColorScheme(scheme)}
            {...(scheme === colorScheme && { "aria-current": true, fw: 600 })}
          >
            {t(`app.theme.${scheme}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Label>{t("app.language")}</Menu.Label>
        {(Object.keys(LANGUAGES) as Language[]).map((name) => (
          <Menu.Item
            key={name}
            lang={name}
            onClick={() => void chooseLanguage(name)}
            {...(name === language && { "aria-current": true, fw: 600 })}
          >
            {LANGUAGES[name].name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
