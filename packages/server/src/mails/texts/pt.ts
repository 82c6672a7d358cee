import type { MailTexts } from "../mail-texts.ts";

export const pt: MailTexts = {
  validOneHour: "O link funciona uma única vez e é válido por uma hora.",
  validHours: "O link funciona uma única vez e é válido por {{hours}} horas.",
  address: "Se o botão não funcionar, abra este endereço:",
  sentBy: "Este e-mail foi enviado por {{instance}}.",
  mails: {
    "verify-email": {
      subject: "Confirme o seu endereço de e-mail",
      happened: "Alguém se cadastrou em {{instance}} com este endereço.",
      button: "Confirmar o endereço",
      advice: "Se não foi você, ignore este e-mail: sem a confirmação, o endereço não é usado.",
    },
    "reset-password": {
      subject: "Escolha uma nova senha",
      happened: "Alguém pediu uma nova senha para a sua conta em {{instance}}.",
      button: "Escolher uma nova senha",
      advice: "Se não foi você, ignore este e-mail: a sua senha continua a mesma.",
    },
    "change-email": {
      subject: "Confirme o seu novo endereço de e-mail",
      happened: "O endereço de uma conta em {{instance}} vai mudar para {{newAddress}}.",
      button: "Confirmar o novo endereço",
      advice: "Se não foi você, ignore este e-mail: a conta mantém o endereço anterior.",
    },
    "address-in-use": {
      subject: "Você já tem uma conta",
      happened: "Alguém tentou se cadastrar em {{instance}} com este endereço, que já tem uma conta.",
      button: "Ir para a sua conta",
      advice: "Se foi você, entre com essa conta. Se não foi, ignore este e-mail: nada foi alterado.",
    },
    invitation: {
      subject: "Convite para a equipe “{{team}}”",
      happened: "“{{inviter}}” convida você para a equipe “{{team}}” em {{instance}}.",
      button: "Ver o convite",
      advice: "Se você não sabe do que se trata, ignore este e-mail: você só entra na equipe se aceitar.",
    },
    "password-changed": {
      subject: "A sua senha foi alterada",
      happened: "A senha da sua conta em {{instance}} foi alterada.",
      advice:
        "Se foi você, ignore este e-mail. Se não foi, redefina a senha imediatamente na página de entrada e avise quem administra a instância.",
    },
    "second-factor-off": {
      subject: "A autenticação de dois fatores foi desativada",
      happened:
        "Quem administra {{instance}} desativou a autenticação de dois fatores da sua conta e encerrou todas as suas sessões.",
      advice:
        "Se foi você que pediu, entre com a sua senha e configure-a de novo no seu perfil. Se não foi, avise imediatamente quem administra a instância.",
    },
    test: {
      subject: "E-mail de teste",
      happened: "Este é um e-mail de teste de {{instance}}. As configurações de e-mail funcionam.",
      advice: "Não há nada a fazer: você pode ignorar este e-mail.",
    },
  },
};
