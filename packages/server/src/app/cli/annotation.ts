import { type Annotation, checkAnnotation } from "../../domain/site/annotation.ts";
import { ConfigError } from "../config.ts";
import { withSite } from "./goal.ts";
import { say } from "./say.ts";

export async function listAnnotations(site: string): Promise<void> {
  const annotations = await withSite(site, (accounts, { id }) => accounts.listAnnotations(id));
  if (annotations.length === 0)
    say(`No annotations yet. Add one with \`millrace annotation add ${site} 2026-03-10 "New prices"\`.`);
  for (const annotation of annotations) say(describeAnnotation(annotation));
}

export async function addAnnotation(site: string, date: string, text: string): Promise<void> {
  checkAnnotation({ date, text });
  const made = await withSite(site, (accounts, { id }) => accounts.createAnnotation(id, { date, text }));
  say(describeAnnotation(made));
}

export async function removeAnnotation(site: string, number: string): Promise<void> {
  const isGone = await withSite(site, (accounts, { id }) => accounts.deleteAnnotation(id, Number(number)));
  if (!isGone)
    throw new ConfigError(`${site} has no annotation ${number}: see \`millrace annotation list ${site}\``);
  say(`Annotation ${number} removed.`);
}

const describeAnnotation = ({ id, date, text }: Annotation): string => `${date}: ${text} (${id})`;
