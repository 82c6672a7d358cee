import { lookUp, TRACE_STAGES } from "@millrace/protocol";
import { cac } from "cac";
import { ConfigError } from "../config.ts";
import { forPeople } from "../for-people.ts";
import { VERSION } from "../version.ts";
import { addAnnotation, listAnnotations, removeAnnotation } from "./annotation.ts";
import { applyConfig, type ConfigFlags, exportConfig, planConfig } from "./config-file.ts";
import { listDead, purgeDead, retryDead } from "./dead.ts";
import { runDemo } from "./demo.ts";
import { runDoctor } from "./doctor.ts";
import { dump } from "./dump.ts";
import { eraseOfSite } from "./erase.ts";
import { exportFile } from "./export.ts";
import { addGoal, listGoals, listSegments, removeGoal, removeSegment } from "./goal.ts";
import { type ImportFlags, importFiles } from "./import.ts";
import { createKey, type KeyFlags, listKeys, revokeKey } from "./keys.ts";
import { listMails, retryMails, testMail } from "./mail.ts";
import { move } from "./move/move.ts";
import { drainQueue } from "./queue.ts";
import { sendEvents } from "./send.ts";
import { addSite, deleteSite, listSites, resetSite, setSite } from "./site.ts";
import { start } from "./start.ts";
import { tail } from "./tail.ts";
import { torture } from "./torture.ts";
import { unknownSites } from "./unknown-sites.ts";
import {
  disableUser,
  enableUser,
  endUserSecondFactor,
  type InviteFlags,
  inviteUser,
  listUsers,
  makeOperator,
  printSetupLink,
  resetUserPassword,
} from "./users.ts";

const cli = cac("millrace");

cli
  .command("start", "Start Millrace; settings come from the environment (see .env.example)")
  .option(
    "--roles <list>",
    "Run only these roles in this process, comma-separated: ingest, worker, api, scheduler",
  )
  .action(start);
cli
  .command("demo", "Create a demo site with two months of traffic and start Millrace")
  .option("--site <name>", "Name of the site", { default: "demo.example" })
  .option("--days <n>", "Days of traffic; the default covers 30 days and the days they are compared with", {
    default: 67,
  })
  .option("--visitors <n>", "Visitors per day, approximately", { default: 800 })
  .option("--no-start", "Create the traffic without starting Millrace")
  .action(runDemo);
cli
  .command("send", "Send a few test events and show the statistics")
  .option("--url <url>", "URL of a running instance", { default: "http://localhost:3000" })
  .option("--site <name>", "Name of the site", { default: "demo.example" })
  .option("--load <n>", "Send n events as fast as they are accepted")
  .action(sendEvents);
cli
  .command(
    "site <action> [name]",
    "list | add | set | exclude | erase | reset | delete <name>: manage sites; unknown [name]: review unknown names that events were sent under",
  )
  .option(
    "--domains <list>",
    "Hosts whose events are accepted, comma-separated; a leading dot includes subdomains; empty: any",
  )
  .option("--timezone <zone>", "IANA time zone of the site's days")
  .option("--safe-params <list>", "Query parameters that are kept in URLs, comma-separated")
  .option(
    "--trailing-slash <choice>",
    "keep | strip: whether /a/ and /a are different pages; applies from now on, stored events are unchanged",
  )
  .option("--geo <precision>", "none | country | region | city")
  .option("--retention <days>", "Days to keep events; 0: forever")
  .option(
    "--pages <patterns>",
    "exclude: pages that are not counted, comma-separated, such as /admin/**; empty: none",
  )
  .option("--hosts <list>", "exclude: hosts of pages that are not counted, comma-separated; empty: none")
  .option(
    "--addresses <list>",
    "exclude: visitors' IP addresses and ranges that are not counted, comma-separated",
  )
  .option("--ingest-key <required|off>", "Whether only events with an ingest key of the site count")
  .option("--origins <list>", "Origins of pages whose events count, as https://example.com; comma-separated")
  .option(
    "--share-threshold <visitors>",
    "On share links, rows with fewer visitors are summed up in one; 0: off",
  )
  .option("--from <date>", "erase: first date of a period, in the site's time zone, with --to")
  .option("--to <date>", "erase: last date of the period, included")
  .option("--user <id>", "erase: a person instead of a period, by the user_id that events were sent with")
  .option("--accept", "unknown <name>: create a site with this name")
  .option("--ignore", "unknown <name>: keep dropping its events")
  .option("--yes", "erase, reset, delete: confirm that the events, or the whole site, are deleted")
  .action((action: string, name: string | undefined, options) => {
    if (action === "list") return listSites();
    if (action === "unknown") return unknownSites(name, options);
    if (name === undefined) throw new ConfigError(`millrace site ${action} needs the site's name`);
    if (action === "add") return addSite(name, options);
    if (action === "set" || action === "exclude") return setSite(name, options);
    if (action === "erase") return eraseOfSite(name, options);
    if (action === "reset") return resetSite(name, options);
    if (action === "delete") return deleteSite(name, options);
    throw new ConfigError(
      `millrace site ${action}: unknown action, use list, add, set, exclude, erase, reset, delete or unknown`,
    );
  });
cli
  .command(
    "goal <action> <site> [name]",
    "list | add | remove <name>: manage a site's goals; without a name, a goal is named after its event or page",
  )
  .option("--event <name>", "add: reached by events of this name")
  .option(
    "--page <pattern>",
    "add: reached on this path; * matches within a path segment, ** matches anything",
  )
  .action((action: string, site: string, name: string | undefined, options) => {
    if (action === "list") return listGoals(site);
    if (action === "add") return addGoal(site, name, options);
    if (action !== "remove")
      throw new ConfigError(`millrace goal ${action}: unknown action, use list, add or remove`);
    if (name === undefined) throw new ConfigError("millrace goal remove needs the goal's name");
    return removeGoal(site, name);
  });
cli
  .command("segment <action> <site> [name]", "list | remove <name>: manage a site's saved filters")
  .action((action: string, site: string, name: string | undefined) => {
    if (action === "list") return listSegments(site);
    if (action !== "remove")
      throw new ConfigError(`millrace segment ${action}: unknown action, use list or remove`);
    if (name === undefined) throw new ConfigError("millrace segment remove needs the segment's name");
    return removeSegment(site, name);
  });
cli
  .command(
    "annotation <action> <site> [date] [text]",
    "list | add <date> <text> | remove <number>: manage the notes shown beside days of the chart",
  )
  .action((action: string, site: string, first: string | number | undefined, text: string | undefined) => {
    if (action === "list") return listAnnotations(site);
    if (action !== "add" && action !== "remove")
      throw new ConfigError(`millrace annotation ${action}: unknown action, use list, add or remove`);
    if (first === undefined || (action === "add" && text === undefined))
      throw new ConfigError(
        `millrace annotation ${action} needs ${action === "add" ? "a date and a text" : "the annotation's number"}`,
      );
    if (action === "add") return addAnnotation(site, String(first), String(text));
    return removeAnnotation(site, String(first));
  });
cli
  .command(
    "users <action> [email]",
    "list | setup-link | disable | enable | make-operator | reset-password | turn-off-second-factor | invite <email>: manage accounts",
  )
  .option("--team <id>", "invite: number of the team; needed where there are several")
  .option("--role <role>", "invite: viewer, editor or admin", { default: "viewer" })
  .action((action: string, email: string | undefined, options: InviteFlags) => {
    if (action === "list") return listUsers();
    if (action === "setup-link") return printSetupLink();
    const change = {
      disable: disableUser,
      enable: enableUser,
      "make-operator": makeOperator,
      "reset-password": resetUserPassword,
      "turn-off-second-factor": endUserSecondFactor,
      invite: (address: string) => inviteUser(address, options),
    };
    const run = lookUp(change, action);
    if (run === undefined)
      throw new ConfigError(
        `millrace users ${action}: unknown action, use list, setup-link, disable, enable, make-operator, reset-password, turn-off-second-factor or invite`,
      );
    if (email === undefined)
      throw new ConfigError(`millrace users ${action} needs the user's e-mail address`);
    return run(String(email));
  });
cli
  .command(
    "config <action>",
    "export | plan | apply: teams, sites, goals, segments and share links as a YAML file; plan prints the differences and exits with 2 if there are any",
  )
  .option("--file <path>", "The file; export without it prints")
  .option("--prune", "plan, apply: remove what is not in the file's lists; a site goes with all its events")
  .option("--owner <email>", "apply: who owns the teams that are created; default: the only operator")
  .option("--yes", "apply: do not ask for a confirmation")
  .action((action: string, flags: ConfigFlags) => {
    if (action === "export") return exportConfig(flags);
    if (action === "plan") return planConfig(flags);
    if (action === "apply") return applyConfig(flags);
    throw new ConfigError(`millrace config ${action}: unknown action, use export, plan or apply`);
  });
cli
  .command("keys <action> [key]", "list | create <name> | revoke <number>: manage API keys")
  .option("--team <id>", "list, create: number of the team; create needs it where there are several")
  .option("--scopes <list>", "create: ingest, read, manage, operate; comma-separated; default: read")
  .option("--sites <list>", "create: the only sites that the key opens, comma-separated; default: all")
  .option("--expires <date>", "create: when it stops working; default: never")
  .action((action: string, key: string | number | undefined, options: KeyFlags) => {
    if (action === "list") return listKeys(options);
    if (action !== "create" && action !== "revoke")
      throw new ConfigError(`millrace keys ${action}: unknown action, use list, create or revoke`);
    if (key === undefined)
      throw new ConfigError(
        `millrace keys ${action} needs the key's ${action === "create" ? "name" : "number"}`,
      );
    return action === "create" ? createKey(String(key), options) : revokeKey(String(key));
  });
cli
  .command("dead <action> [...keys]", "list | retry | purge: events that can't be stored")
  .option("--all", "retry or purge every dead letter")
  .option("--limit <n>", "list at most n", { default: 100 })
  .action((action: string, keys: string[], options) => {
    if (action === "list") return listDead(options);
    if (action === "retry") return retryDead(keys, options);
    if (action === "purge") return purgeDead(keys, options);
    throw new ConfigError(`millrace dead ${action}: unknown action, use list, retry or purge`);
  });
cli
  .command("tail", "Follow events from the door to the store, stage by stage")
  .option("--url <url>", "URL of a running instance", { default: "http://localhost:3000" })
  .option("--key <key>", "API key with the scope operate, or read with --site; default: MILLRACE_KEY")
  .option("--site <name>", "Only this site")
  .option("--stage <list>", `Only these stages, comma-separated: ${TRACE_STAGES.join(", ")}`)
  .option("--name <name>", "Only events of this name")
  .option("--reason <reason>", "Only events dropped for this reason")
  .option("--event <id>", "Only this event, by its id or receipt; first what has happened to it")
  .option("--text <text>", "Only lines with this text")
  .option("--json", "One JSON object a line")
  .action(tail);
cli
  .command(
    "mail <action> [...targets]",
    "list | retry <id>… | test <address>: mails that were not sent; try them again now; send a test mail",
  )
  .option("--all", "retry every waiting mail")
  .option("--limit <n>", "list at most n", { default: 100 })
  .action((action: string, targets: string[], options) => {
    if (action === "list") return listMails(options);
    if (action === "retry") return retryMails(targets, options);
    if (action === "test") return testMail(targets);
    throw new ConfigError(`millrace mail ${action}: unknown action, use list, retry or test`);
  });
cli
  .command("queue <action>", "drain: move the events waiting in another system's list into the queue")
  .option("--from <url>", "redis-list://[user:password@]host:6379[/db][?key=analytics:events]")
  .action((action: string, options) => {
    if (action === "drain") return drainQueue(options);
    throw new ConfigError(`millrace queue ${action}: unknown action, use drain`);
  });
cli
  .command(
    "move",
    "Copy a store to another and verify that everything arrived; can be interrupted and run again",
  )
  .option(
    "--from <url>",
    "chdb:…, clickhouse://…, postgres://… for events; sqlite:… or postgres://… for accounts",
  )
  .option("--to <url>", "clickhouse://… or postgres://…; for accounts postgres://… or sqlite:…")
  .action(move);
cli
  .command(
    "import <kind> <path>",
    "plausible | umami | goatcounter | access-log: import another system's file or folder while the instance is stopped; millrace: import the archive of a site",
  )
  .option(
    "--site <name>",
    "Site to import into; created if it does not exist. Default for an archive: the archived site's name",
  )
  .option("--dry-run", "Report what would be imported without writing anything")
  .option("--timezone <zone>", "IANA time zone of dates without one, and of a site that is created")
  .action((kind: string, path: string, flags: ImportFlags) => importFiles(kind, path, flags));
cli
  .command(
    "export <site>",
    "Export everything of a site (settings, goals, segments, annotations, events) as an archive that `millrace import millrace` reads",
  )
  .option("--to <file>", "Name of the archive; default: the site's name and today's date")
  .action(exportFile);
cli
  .command("doctor", "Check this machine, the data folder and its contents")
  .option("--kill9", "Run a separate instance on a temporary folder, kill it repeatedly and check the ledger")
  .option("--rounds <n>", "Rounds of --kill9", { default: 6 })
  .action(runDoctor);
cli
  .command(
    "torture",
    "Kill a real instance at random and at every crash point, and check that no event is lost or doubled",
  )
  .option("--rounds <n>", "Number of kills", { default: 10 })
  .option("--seed <n>", "Seed; the same seed repeats the same faults", { default: 1 })
  .option("--fault <point>", "Use only this crash point, or kill")
  .option("--sockets <n>", "Send by so many WebSockets, and check who viewers see", { default: 0 })
  .option("--guards-off <list>", "Switch these guards off; the ledger must then show faults", { default: "" })
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
    else throw new ConfigError(`millrace ${unknown}: unknown command, see \`millrace --help\``);
  }
  await cli.runMatchedCommand();
} catch (error) {
  process.stderr.write(`${forPeople(error)}\n`);
  process.exitCode = 1;
}
