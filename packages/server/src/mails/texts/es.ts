import type { MailTexts } from "../mail-texts.ts";

export const es: MailTexts = {
  validOneHour: "El enlace funciona una sola vez y es válido durante una hora.",
  validHours: "El enlace funciona una sola vez y es válido durante {{hours}} horas.",
  address: "Si el botón no funciona, abre esta dirección:",
  sentBy: "{{instance}} ha enviado este correo.",
  mails: {
    "verify-email": {
      subject: "Confirma tu dirección de correo",
      happened: "Alguien se ha registrado en {{instance}} con esta dirección.",
      button: "Confirmar la dirección",
      advice: "Si no has sido tú, ignora este correo: sin confirmación, la dirección no se utiliza.",
    },
    "reset-password": {
      subject: "Elige una nueva contraseña",
      happened: "Alguien ha pedido una nueva contraseña para tu cuenta en {{instance}}.",
      button: "Elegir una nueva contraseña",
      advice: "Si no has sido tú, ignora este correo: tu contraseña no cambia.",
    },
    "change-email": {
      subject: "Confirma tu nueva dirección de correo",
      happened: "La dirección de una cuenta en {{instance}} se va a cambiar por {{newAddress}}.",
      button: "Confirmar la nueva dirección",
      advice: "Si no has sido tú, ignora este correo: la cuenta conserva su dirección anterior.",
    },
    "address-in-use": {
      subject: "Ya tienes una cuenta",
      happened:
        "Alguien ha intentado registrarse en {{instance}} con esta dirección, que ya tiene una cuenta.",
      button: "Ir a tu cuenta",
      advice:
        "Si has sido tú, inicia sesión con esa cuenta. Si no, ignora este correo: no se ha cambiado nada.",
    },
    invitation: {
      subject: "Invitación al equipo «{{team}}»",
      happened: "«{{inviter}}» te invita al equipo «{{team}}» en {{instance}}.",
      button: "Ver la invitación",
      advice: "Si no sabes de qué se trata, ignora este correo: solo te unes al equipo si aceptas.",
    },
    "password-changed": {
      subject: "Tu contraseña ha cambiado",
      happened: "La contraseña de tu cuenta en {{instance}} ha cambiado.",
      advice:
        "Si has sido tú, ignora este correo. Si no, restablece la contraseña de inmediato en la página de inicio de sesión y avisa a quien administra la instancia.",
    },
    "second-factor-off": {
      subject: "La autenticación en dos pasos se ha desactivado",
      happened:
        "Quien administra {{instance}} ha desactivado la autenticación en dos pasos de tu cuenta y ha cerrado todas sus sesiones.",
      advice:
        "Si lo has pedido tú, inicia sesión con tu contraseña y configúrala de nuevo en tu perfil. Si no, avisa de inmediato a quien administra la instancia.",
    },
    test: {
      subject: "Correo de prueba",
      happened: "Este es un correo de prueba de {{instance}}. Su configuración de correo funciona.",
      advice: "No hay nada que hacer: puedes ignorar este correo.",
    },
  },
};
