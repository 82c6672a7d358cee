// Runs a whole server in a process of its own: `<folder> [settings as JSON]`; tells its parent where it listens. For tests that kill it.
import { startApp } from "../build/start-app.ts";

const [folder = "", settings = "{}"] = process.argv.slice(2);
const app = await startApp(folder, { environment: JSON.parse(settings) });
process.send?.(app.url);
process.on("disconnect", () => process.exit());
