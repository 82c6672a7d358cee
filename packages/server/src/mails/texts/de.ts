import type { MailTexts } from "../mail-texts.ts";

export const de: MailTexts = {
  validOneHour: "Der Link funktioniert einmal und ist eine Stunde lang gültig.",
  validHours: "Der Link funktioniert einmal und ist {{hours}} Stunden lang gültig.",
  address: "Falls die Schaltfläche nicht funktioniert, öffnen Sie diese Adresse:",
  sentBy: "Diese E-Mail wurde von {{instance}} gesendet.",
  mails: {
    "verify-email": {
      subject: "Bestätigen Sie Ihre E-Mail-Adresse",
      happened: "Jemand hat sich mit dieser Adresse bei {{instance}} registriert.",
      button: "Adresse bestätigen",
      advice:
        "Wenn Sie das nicht waren, ignorieren Sie diese E-Mail: Ohne Bestätigung wird die Adresse nicht verwendet.",
    },
    "reset-password": {
      subject: "Wählen Sie ein neues Passwort",
      happened: "Jemand hat für Ihr Konto bei {{instance}} ein neues Passwort angefordert.",
      button: "Neues Passwort wählen",
      advice: "Wenn Sie das nicht waren, ignorieren Sie diese E-Mail: Ihr Passwort bleibt, wie es ist.",
    },
    "change-email": {
      subject: "Bestätigen Sie Ihre neue E-Mail-Adresse",
      happened: "Die Adresse eines Kontos bei {{instance}} soll in {{newAddress}} geändert werden.",
      button: "Neue Adresse bestätigen",
      advice: "Wenn Sie das nicht waren, ignorieren Sie diese E-Mail: Das Konto behält seine alte Adresse.",
    },
    "address-in-use": {
      subject: "Sie haben bereits ein Konto",
      happened:
        "Jemand wollte sich mit dieser Adresse bei {{instance}} registrieren. Für sie gibt es bereits ein Konto.",
      button: "Zu Ihrem Konto",
      advice:
        "Wenn Sie das waren, melden Sie sich mit diesem Konto an. Wenn nicht, ignorieren Sie diese E-Mail: Es wurde nichts geändert.",
    },
    invitation: {
      subject: "Einladung in das Team „{{team}}“",
      happened: "„{{inviter}}“ lädt Sie bei {{instance}} in das Team „{{team}}“ ein.",
      button: "Einladung ansehen",
      advice:
        "Wenn Sie nicht wissen, worum es geht, ignorieren Sie diese E-Mail: Sie treten nur bei, wenn Sie annehmen.",
    },
    "password-changed": {
      subject: "Ihr Passwort wurde geändert",
      happened: "Das Passwort Ihres Kontos bei {{instance}} wurde geändert.",
      advice:
        "Wenn Sie das waren, ignorieren Sie diese E-Mail. Wenn nicht, setzen Sie das Passwort sofort auf der Anmeldeseite zurück und informieren Sie den Betreiber der Instanz.",
    },
    "second-factor-off": {
      subject: "Zwei-Faktor-Anmeldung wurde ausgeschaltet",
      happened:
        "Der Betreiber von {{instance}} hat die Zwei-Faktor-Anmeldung Ihres Kontos ausgeschaltet und alle Anmeldungen beendet.",
      advice:
        "Wenn Sie darum gebeten haben, melden Sie sich mit Ihrem Passwort an und richten Sie sie in Ihrem Profil neu ein. Wenn nicht, informieren Sie sofort den Betreiber der Instanz.",
    },
    test: {
      subject: "Test-E-Mail",
      happened: "Dies ist eine Test-E-Mail von {{instance}}. Die E-Mail-Einstellungen funktionieren.",
      advice: "Es ist nichts zu tun: Sie können diese E-Mail ignorieren.",
    },
  },
};
