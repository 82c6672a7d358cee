import { useLocation, useNavigate } from "@tanstack/react-router";
import { Fragment, lazy, type ReactNode, Suspense, useEffect } from "react";
import { Failure } from "../cards/card.tsx";
import { withMoreTexts } from "../i18n/index.ts";
import { identityOf } from "../me-query.ts";
import { useUser } from "../user.tsx";
import { mustSignIn } from "../user-of.ts";

const SetupNeeded = lazy(() => withMoreTexts(() => import("../sections/account/setup-needed.tsx")));

/** For whoever is not signed in yet. */
const OPEN_PAGES: readonly string[] = [
  ...["/sign-in", "/sign-in/oidc", "/setup", "/invitation"],
  ...["/recover", "/sign-up", "/confirm-email"],
];

/** Lets to the page whom the instance knows; others sign in first and come back. */
export function Gate({ children }: { children: ReactNode }) {
  const { me, error, retry } = useUser();
  const { pathname, href } = useLocation();
  const navigate = useNavigate();
  const page = pathname.replace(/(?<=.)\/$/, "");
  const sendsAway = me !== null && mustSignIn(me) && !OPEN_PAGES.includes(page);
  useEffect(() => {
    if (sendsAway)
      void navigate({ to: "/sign-in", search: href === "/" ? {} : { back: href }, replace: true } as never);
  }, [sendsAway, href, navigate]);
  if (me === null) return error === null ? null : <Failure error={error} retry={retry} />;
  if (sendsAway) return null;
  if (me.instance === "new" && page !== "/setup")
    return (
      <Suspense>
        <SetupNeeded />
      </Suspense>
    );
  // What is drawn for one person is not kept for the next.
  return <Fragment key={identityOf(me)}>{children}</Fragment>;
}
