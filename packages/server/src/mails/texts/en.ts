import type { MailTexts } from "../mail-texts.ts";

export const en: MailTexts = {
  validOneHour: "The link works once and is valid for one hour.",
  validHours: "The link works once and is valid for {{hours}} hours.",
  address: "If the button does not work, open this address:",
  sentBy: "{{instance}} sent this mail.",
  mails: {
    "verify-email": {
      subject: "Confirm your e-mail address",
      happened: "Somebody signed up to {{instance}} with this address.",
      button: "Confirm the address",
      advice: "If it was not you, ignore this mail: without the confirmation the address is not used.",
    },
    "reset-password": {
      subject: "Choose a new password",
      happened: "Somebody asked for a new password for your account on {{instance}}.",
      button: "Choose a new password",
      advice: "If it was not you, ignore this mail: your password stays as it is.",
    },
    "change-email": {
      subject: "Confirm your new e-mail address",
      happened: "The address of an account on {{instance}} is to be changed to {{newAddress}}.",
      button: "Confirm the new address",
      advice: "If it was not you, ignore this mail: the account keeps its old address.",
    },
    "address-in-use": {
      subject: "You already have an account",
      happened: "Somebody tried to sign up to {{instance}} with this address, which has an account already.",
      button: "Go to your account",
      advice:
        "If it was you, sign in with that account. If it was not you, ignore this mail: nothing was changed.",
    },
    invitation: {
      subject: "Invitation to the team “{{team}}”",
      happened: "“{{inviter}}” invites you to the team “{{team}}” on {{instance}}.",
      button: "Look at the invitation",
      advice: "If you do not know what this is about, ignore this mail: you join only if you accept.",
    },
    "password-changed": {
      subject: "Your password was changed",
      happened: "The password of your account on {{instance}} was changed.",
      advice:
        "If it was you, ignore this mail. If it was not you, reset the password on the sign-in page at once, and inform whoever runs the instance.",
    },
    "second-factor-off": {
      subject: "Two-factor authentication was turned off",
      happened:
        "Whoever runs {{instance}} turned off two-factor authentication of your account, and ended all its sign-ins.",
      advice:
        "If you asked for it, sign in with your password and set it up again in your profile. If you did not, inform whoever runs the instance at once.",
    },
    test: {
      subject: "Test mail",
      happened: "This is a test mail of {{instance}}. Its mail settings work.",
      advice: "There is nothing to do: you may ignore this mail.",
    },
  },
};
