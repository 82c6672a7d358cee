/**
 * Pages for whoever is not in yet. They come as one file: each is small, and every file more has its name in the
 * scripts that a site's page waits for.
 */
export { ConfirmEmailPage } from "./credentials/confirm-email-page.tsx";
export { ProviderPage } from "./credentials/provider-page.tsx";
export { RecoverPage } from "./credentials/recover-page.tsx";
export { SignUpPage } from "./credentials/sign-up-page.tsx";
export { InvitationPage } from "./invitation-page.tsx";
export { SetUpPage } from "./set-up-page.tsx";
export { SignInPage } from "./sign-in-page.tsx";
