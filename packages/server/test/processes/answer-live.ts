// Listens to a live bus from a process of its own: `<url> <topic> <answer topic>`; answers every message.
import { openState } from "../../src/drivers/state/index.ts";

const [url = "", topic = "", answerTopic = ""] = process.argv.slice(2);
const state = await openState(url, { guards: { fsync: true } });
await state.subscribe(topic, (message) => void state.publish(answerTopic, `heard ${message}`));
process.send?.("listens");
process.once("disconnect", () => void state.close());
