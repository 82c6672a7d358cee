import { Anchor, Group } from "@mantine/core";
import { Link, Outlet, useNavigate, useParams } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { sharedSlug } from "../guest.ts";
import { useTexts } from "../i18n/use-texts.tsx";
import { useShortcuts } from "../keyboard/use-shortcuts.ts";
import { useOwnAppearance } from "../sections/account/use-appearance.ts";
import { AppMenu } from "../sections/bar/app-menu.tsx";
import { HealthDot } from "../sections/bar/health-dot.tsx";
import { ConnectionBanner } from "../sections/connection/connection-banner.tsx";
import { UserProvider, useUser } from "../user.tsx";
import { Gate } from "./gate.tsx";
import styles from "./shell.module.css";

const ShortcutSheet = lazy(() => import("../keyboard/shortcut-sheet.tsx"));

/** What every page has around it, for whoever uses it. */
export function Shell() {
  if (sharedSlug !== null) return <SharedShell />;
  return (
    <UserProvider>
      <Page />
    </UserProvider>
  );
}

function Page() {
  const { t } = useTexts();
  const navigate = useNavigate();
  const { site } = useParams({ strict: false });
  const { mayOperate } = useUser();
  const [showsKeys, setShowsKeys] = useState(false);
  useOwnAppearance();
  useShortcuts({
    "?": () => setShowsKeys(true),
    "g s": () => void navigate({ to: "/" }),
    "g o": () => void (mayOperate && navigate({ to: "/operations" })),
    "g l": () => void (site !== undefined && navigate({ to: "/sites/$site/live", params: { site } })),
  });
  return (
    <>
      <a className={styles.skip} href="#numbers">
        {t("app.skip")}
      </a>
      <header className={styles.header}>
        <Group className={styles.inner} justify="space-between" wrap="nowrap" gap="sm">
          <Anchor component={Link} to="/" className={styles.brand} underline="never">
            <Waves />
            Millrace
          </Anchor>
          <Group gap="sm" wrap="nowrap">
            <HealthDot />
            <AppMenu onKeys={() => setShowsKeys(true)} />
          </Group>
        </Group>
      </header>
      <main id="numbers" tabIndex={-1} className={styles.main}>
        <Gate>
          <Outlet />
        </Gate>
      </main>
      <ConnectionBanner />
      <Suspense>
        {showsKeys && <ShortcutSheet mayOperate={mayOperate} onClose={() => setShowsKeys(false)} />}
      </Suspense>
    </>
  );
}

/** Around what a share link shows: no way to anywhere else, and nothing at all in a frame of another page. */
function SharedShell() {
  const isFramed = window.parent !== window;
  return (
    <>
      {!isFramed && (
        <header className={styles.header}>
          <Group className={styles.inner} gap="sm">
            <span className={styles.brand}>
              <Waves />
              Millrace
            </span>
          </Group>
        </header>
      )}
      <main id="numbers" tabIndex={-1} className={styles.main}>
        <UserProvider>
          <Outlet />
        </UserProvider>
      </main>
      <ConnectionBanner />
    </>
  );
}

function Waves() {
  return (
    <svg width="24" height="24" viewBox="0 0 32 32" aria-hidden="true">
      <path
        d="M3 20c3.5 0 3.5-3 7-3s3.5 3 7 3 3.5-3 7-3 3.5 3 5 3M3 26c3.5 0 3.5-3 7-3s3.5 3 7 3 3.5-3 7-3 3.5 3 5 3M8 12V9M14 12V5M20 12V8M26 12V4"
        fill="none"
        stroke="currentColor"
        strokeWidth="2.8"
        strokeLinecap="round"
      />
    </svg>
  );
}
