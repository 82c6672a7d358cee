import { greeting, main } from "./main.ts";

await main((instance) => process.stdout.write(greeting(instance)));
