import type { MailOutbox } from "../ports/mail-outbox.ts";
import type { People } from "../ports/people.ts";

export interface TurnOffSecondFactorDeps {
  readonly people: Pick<People, "findPerson" | "endSecondFactor">;
  readonly mails: Pick<MailOutbox, "queueMail">;
}

/**
 * Turns off the second factor of somebody who lost it, for whoever runs the instance, and queues a mail that says so.
 * Ends all sign-ins: the lost device may be signed in. Returns false when it is off already.
 */
export async function turnOffSecondFactor(
  userId: string,
  { people, mails }: TurnOffSecondFactorDeps,
): Promise<boolean> {
  if (!(await people.endSecondFactor(userId))) return false;
  const person = await people.findPerson(userId);
  if (person === null) return true;
  const { email, language } = person;
  await mails.queueMail({ to: email, language: language ?? "en", template: "second-factor-off", params: {} });
  return true;
}
