import { greeting, main } from "../main.ts";

export async function start({ roles }: { roles?: string } = {}): Promise<void> {
  await main(
    (instance) => process.stdout.write(greeting(instance)),
    roles === undefined ? {} : { ROLES: roles },
  );
}
