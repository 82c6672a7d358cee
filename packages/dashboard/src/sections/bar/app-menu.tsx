import { ActionIcon, Menu } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api, instanceUrl } from "../../api.ts";
import { LANGUAGES, type Language } from "../../i18n/index.ts";
import { useTexts } from "../../i18n/use-texts.tsx";
import { MenuIcon } from "../../icons.tsx";
import { useUser } from "../../user.tsx";
import { useAppearance } from "../account/use-appearance.ts";

const SCHEMES = ["light", "dark", "auto"] as const;

/** The choice applies here in any case; it is only not kept for other browsers. */
const ignore = () => {};

/** Where else to go, who is signed in, colours and language. */
export function AppMenu({ onKeys }: { onKeys: () => void }) {
  const { t, language } = useTexts();
  const { me, person, mayOperate } = useUser();
  const { theme, setTheme, setLanguage } = useAppearance();
  const isIn = person !== null || me?.instance === "open";
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
        {isIn && (
          <Menu.Item component={Link} to="/">
            {t("app.sites")}
          </Menu.Item>
        )}
        {mayOperate && (
          <Menu.Item component={Link} to="/operations">
            {t("app.operations")}
          </Menu.Item>
        )}
        <Menu.Item component="a" href={instanceUrl("api/docs")}>
          {t("app.apiDocs")}
        </Menu.Item>
        <Menu.Item onClick={onKeys} rightSection={<kbd className="key">?</kbd>}>
          {t("keys.title")}
        </Menu.Item>
        {person !== null && <Own name={person.name} email={person.email} />}
        <Menu.Divider />
        <Menu.Label>{t("app.theme")}</Menu.Label>
        {SCHEMES.map((scheme) => (
          <Menu.Item
            key={scheme}
            onClick={() => void setTheme(scheme).catch(ignore)}
            {...(scheme === theme && { "aria-current": true, fw: 600 })}
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
            onClick={() => void setLanguage(name).catch(ignore)}
            {...(name === language && { "aria-current": true, fw: 600 })}
          >
            {LANGUAGES[name].name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** One's account, and the way out of it. */
function Own({ name, email }: { name: string; email: string }) {
  const { t } = useTexts();
  const [isLeaving, setLeaving] = useState(false);

  async function signOut(): Promise<void> {
    setLeaving(true);
    try {
      await api.signOut();
      // Loaded anew: nothing of what was shown stays in this tab.
      location.assign(instanceUrl("sign-in"));
    } catch {
      // Whoever was signed out elsewhere is led there anyway; where the server is gone, the page says so.
      setLeaving(false);
    }
  }

  return (
    <>
      <Menu.Divider />
      <Menu.Label style={{ overflowWrap: "anywhere" }}>
        <bdi>{name}</bdi>
        <br />
        <bdi>{email}</bdi>
      </Menu.Label>
      <Menu.Item component={Link} to="/account">
        {t("app.account")}
      </Menu.Item>
      <Menu.Item component={Link} to="/teams">
        {t("app.teams")}
      </Menu.Item>
      <Menu.Item disabled={isLeaving} onClick={() => void signOut()}>
        {t("app.signOut")}
      </Menu.Item>
    </>
  );
}
