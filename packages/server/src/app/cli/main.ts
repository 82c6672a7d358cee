import { createRequire } from "node:module";
import { cac } from "cac";
import { ConfigError } from "../config.ts";
import { forPeople } from "../for-people.ts";
import { addAnnotation, listAnnotations, removeAnnotation } from "./annotation.ts";
import { listDead, purgeDead, retryDead } from "./dead.ts";
import { runDemo } from "./demo.ts";
import { runDoctor } from "./doctor.ts";
import { dump } from "./dump.ts";
import { addGoal, listGoals, listSegments, removeGoal, removeSegment } from "./goal.ts";
import { type ImportFlags, importFiles } from "./import.ts";
import { move } from "./move.ts";
import { drainQueue } from "./queue.ts";
import { sendEvents } from "./send.ts";
import { addSite, deleteSite, listSites, resetSite, setSite } from "./site.ts";
import { start } from "./start.ts";
import { torture } from "./torture.ts";
import { unknownSites } from "./unknown-sites.ts";

const { version: VERSION } = createRequire(import.meta.url)("../../../package.json") as { version: string };
const cli = cac("millrace");

cli
  .command("start", "Start everything; settings come from the environment (.env.example lists them)")
  .option("--roles <list>", "Only these duties in this process: ingest, worker, api, scheduler, by comma")
  .action(start);
cli
  .command("demo", "Make a demo site with two months of traffic and start")
  .option("--site <name>", "Name of the site", { default: "demo.example" })
  .option("--days <n>", "Days of traffic: thirty, and those they are compared with, weekday by weekday", {
    default: 67,
  })
  .option("--visitors <n>", "Visitors a day, about", { default: 800 })
  .option("--no-start", "Only make the traffic")
  .action(runDemo);
cli
  .command("send", "Send a few test events and show the statistics")
  .option("--url <url>", "A running instance", { default: "http://localhost:3000" })
  .option("--site <name>", "Name of the site", { default: "demo.example" })
  .option("--load <n>", "Send n events as fast as they are accepted")
  .action(sendEvents);
cli
  .command(
    "site <action> [name]",
    "list | add | set | exclude | reset | delete <name>: the measured sites; unknown [name]: names that are none",
  )
  .option(
    "--domains <list>",
    "Hosts whose events are taken, by comma; a leading dot takes subdomains; empty: any",
  )
  .option("--timezone <zone>", "IANA zone in which the site's days begin")
  .option("--safe-params <list>", "Query parameters that stay in URLs, by comma")
  .option(
    "--trailing-slash <choice>",
    "keep | strip: whether /a/ is another page than /a; counts from now on, stored rows stay",
  )
  .option("--geo <precision>", "none | country | region | city")
  .option("--retention <days>", "Days that events are kept; 0: for ever")
  .option(
    "--pages <patterns>",
    "exclude: pages that are not counted, by comma, such as /admin/**; empty: none",
  )
  .option("--hosts <list>", "exclude: hosts of pages that are not counted, by comma; empty: none")
  .option("--addresses <list>", "exclude: visitors' addresses and ranges that are not counted, by comma")
  .option("--accept", "unknown <name>: makes a site of it")
  .option("--ignore", "unknown <name>: its events go on being dropped")
  .option("--yes", "reset, delete: the events, or all of the site, are to go")
  .action((action: string, name: string | undefined, options) => {
    if (action === "list") return listSites();
    if (action === "unknown") return unknownSites(name, options);
    if (name === undefined) throw new ConfigError(`millrace site ${action} needs the site's name`);
    if (action === "add") return addSite(name, options);
    if (action === "set" || action === "exclude") return setSite(name, options);
    if (action === "reset") return resetSite(name, options);
    if (action === "delete") return deleteSite(name, options);
    throw new ConfigError(
      `millrace site ${action}: the actions are list, add, set, exclude, reset, delete and unknown`,
    );
  });
cli
  .command(
    "goal <action> <site> [name]",
    "list | add | remove <name>: what a site wants its visitors to do; the name is the event's or the page's unless given",
  )
  .option("--event <name>", "add: met by events of this name")
  .option("--page <pattern>", "add: met on this path; * is anything within a segment, ** anything at all")
  .action((action: string, site: string, name: string | undefined, options) => {
    if (action === "list") return listGoals(site);
    if (action === "add") return addGoal(site, name, options);
    if (action !== "remove")
      throw new ConfigError(`millrace goal ${action}: the actions are list, add and remove`);
    if (name === undefined) throw new ConfigError("millrace goal remove needs the goal's name");
    return removeGoal(site, name);
  });
cli
  .command("segment <action> <site> [name]", "list | remove <name>: the filters that a site keeps")
  .action((action: string, site: string, name: string | undefined) => {
    if (action === "list") return listSegments(site);
    if (action !== "remove")
      throw new ConfigError(`millrace segment ${action}: the actions are list and remove`);
    if (name === undefined) throw new ConfigError("millrace segment remove needs the segment's name");
    return removeSegment(site, name);
  });
cli
  .command(
    "annotation <action> <site> [date] [text]",
    "list | add <date> <text> | remove <number>: what is written beside a day of the chart",
  )
  .action((action: string, site: string, first: string | number | undefined, text: string | undefined) => {
    if (action === "list") return listAnnotations(site);
    if (action !== "add" && action !== "remove")
      throw new ConfigError(`millrace annotation ${action}: the actions are list, add and remove`);
    if (first === undefined || (action === "add" && text === undefined))
      throw new ConfigError(
        `millrace annotation ${action} needs ${action === "add" ? "a date and a text" : "the annotation's number"}`,
      );
    if (action === "add") return addAnnotation(site, String(first), String(text));
    return removeAnnotation(site, String(first));
  });
cli
  .command("dead <action> [...keys]", "list | retry | purge: events that can't be stored")
  .option("--all", "retry or purge every dead letter")
  .option("--limit <n>", "list at most n", { default: 100 })
  .action((action: string, keys: string[], options) => {
    if (action === "list") return listDead(options);
    if (action === "retry") return retryDead(keys, options);
    if (action === "purge") return purgeDead(keys, options);
    throw new ConfigError(`millrace dead ${action}: the actions are list, retry and purge`);
  });
cli
  .command("queue <action>", "drain: move the events that wait in another system's list into the queue")
  .option("--from <url>", "redis-list://[user:password@]host:6379[/db][?key=analytics:events]")
  .action((action: string, options) => {
    if (action === "drain") return drainQueue(options);
    throw new ConfigError(`millrace queue ${action}: the action is drain`);
  });
cli
  .command(
    "move",
    "Copy what a store holds to another, and check that everything is there; may be broken off and run again",
  )
  .option("--from <url>", "chdb:…, clickhouse://…, postgres://… for events; sqlite:… for sites")
  .option("--to <url>", "clickhouse://… or postgres://…")
  .action(move);
cli
  .command(
    "import <kind> <path>",
    "plausible | umami | goatcounter | access-log: take over another system's file or folder, with the instance stopped",
  )
  .option("--site <name>", "The site that it goes into, made if it is not there")
  .option("--dry-run", "Say what would be imported, and write nothing")
  .option("--timezone <zone>", "IANA zone of dates that name none, and of a site that is made")
  .action((kind: string, path: string, flags: ImportFlags) => importFiles(kind, path, flags));
cli
  .command("doctor", "Check this machine, the data folder and what is in it")
  .option(
    "--kill9",
    "Run an instance of its own on a temporary folder, kill it again and again, check the ledger",
  )
  .option("--rounds <n>", "Rounds of --kill9", { default: 6 })
  .action(runDoctor);
cli
  .command(
    "torture",
    "Kill a real instance at random and at every named point, and check that nothing is lost or doubled",
  )
  .option("--rounds <n>", "Kills", { default: 10 })
  .option("--seed <n>", "Makes the same faults again", { default: 1 })
  .option("--fault <point>", "Only this crash point, or kill")
  .option("--guards-off <list>", "Switch guards off: the ledger must then show it", { default: "" })
  .action(torture);
cli
  .command("dump", "Print every stored event and dead letter of a stopped instance as JSON lines")
  .action(dump);
cli.help();
cli.version(VERSION);

try {
  cli.parse(process.argv, { run: false });
  if (cli.matchedCommand === undefined && !cli.options.help && !cli.options.version) {
    const [unknown] = cli.args;
    if (unknown === undefined) cli.outputHelp();
    else throw new ConfigError(`millrace ${unknown}: no such command, \`millrace --help\` lists them`);
  }
  await cli.runMatchedCommand();
} catch (error) {
  process.stderr.write(`${forPeople(error)}\n`);
  process.exitCode = 1;
}
