import type { MailTexts } from "../mail-texts.ts";

export const fr: MailTexts = {
  validOneHour: "Le lien fonctionne une seule fois et reste valable une heure.",
  validHours: "Le lien fonctionne une seule fois et reste valable {{hours}} heures.",
  address: "Si le bouton ne fonctionne pas, ouvrez cette adresse :",
  sentBy: "{{instance}} a envoyé cet e-mail.",
  mails: {
    "verify-email": {
      subject: "Confirmez votre adresse e-mail",
      happened: "Quelqu’un s’est inscrit sur {{instance}} avec cette adresse.",
      button: "Confirmer l’adresse",
      advice: "Si ce n’était pas vous, ignorez cet e-mail : sans confirmation, l’adresse n’est pas utilisée.",
    },
    "reset-password": {
      subject: "Choisissez un nouveau mot de passe",
      happened: "Quelqu’un a demandé un nouveau mot de passe pour votre compte sur {{instance}}.",
      button: "Choisir un nouveau mot de passe",
      advice: "Si ce n’était pas vous, ignorez cet e-mail : votre mot de passe ne change pas.",
    },
    "change-email": {
      subject: "Confirmez votre nouvelle adresse e-mail",
      happened: "L’adresse d’un compte sur {{instance}} doit être remplacée par {{newAddress}}.",
      button: "Confirmer la nouvelle adresse",
      advice: "Si ce n’était pas vous, ignorez cet e-mail : le compte garde son ancienne adresse.",
    },
    "address-in-use": {
      subject: "Vous avez déjà un compte",
      happened:
        "Quelqu’un a voulu s’inscrire sur {{instance}} avec cette adresse, qui est déjà celle d’un compte.",
      button: "Accéder à votre compte",
      advice:
        "Si c’était vous, connectez-vous avec ce compte. Sinon, ignorez cet e-mail : rien n’a été modifié.",
    },
    invitation: {
      subject: "Invitation dans l’équipe « {{team}} »",
      happened: "« {{inviter}} » vous invite dans l’équipe « {{team}} » sur {{instance}}.",
      button: "Voir l’invitation",
      advice:
        "Si vous ne savez pas de quoi il s’agit, ignorez cet e-mail : vous ne rejoignez l’équipe que si vous acceptez.",
    },
    "password-changed": {
      subject: "Votre mot de passe a été modifié",
      happened: "Le mot de passe de votre compte sur {{instance}} a été modifié.",
      advice:
        "Si c’était vous, ignorez cet e-mail. Sinon, réinitialisez tout de suite le mot de passe depuis la page de connexion et prévenez l’administrateur de l’instance.",
    },
    "second-factor-off": {
      subject: "L’authentification à deux facteurs a été désactivée",
      happened:
        "L’administrateur de {{instance}} a désactivé l’authentification à deux facteurs de votre compte et mis fin à toutes ses connexions.",
      advice:
        "Si vous l’avez demandé, connectez-vous avec votre mot de passe et configurez-la de nouveau dans votre profil. Sinon, prévenez tout de suite l’administrateur de l’instance.",
    },
    test: {
      subject: "E-mail de test",
      happened: "Ceci est un e-mail de test de {{instance}}. Ses réglages d’envoi fonctionnent.",
      advice: "Il n’y a rien à faire : vous pouvez ignorer cet e-mail.",
    },
  },
};
