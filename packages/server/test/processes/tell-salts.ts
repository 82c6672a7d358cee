// Asks a state for salts from a process of its own: `<url> <date>…`; tells its parent what it got, as hex.
import { openState } from "../../src/drivers/state/index.ts";

const [url = "", ...dates] = process.argv.slice(2);
const state = await openState(url, { guards: { fsync: true } });
const salts = await Promise.all(dates.map((date) => state.salt(date)));
process.send?.(salts.map((salt) => salt.toString("hex")));
await state.close();
process.disconnect?.();
