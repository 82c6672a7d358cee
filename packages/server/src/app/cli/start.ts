import { greeting, main } from "../main.ts";

export async function start(): Promise<void> {
  await main((instance) => process.stdout.write(greeting(instance)));
}
