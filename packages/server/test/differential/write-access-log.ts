import type { PageView } from "./page-view.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** The log of a server with several hosts: Apache's combined format, the virtual host first. */
export function writeAccessLog(views: readonly PageView[]): string {
  return views.map(lineOf).join("");
}

function lineOf({ at, ip, agent, url, referrer }: PageView): string {
  // A browser sends the address as it has understood it, and hosts in lower case.
  const { hostname, pathname, search } = new URL(url);
  const request = `GET ${pathname}${search} HTTP/1.1`;
  const from = referrer === "" ? "-" : inBytes(referrer);
  return `${hostname}:443 ${ip} - - [${timeOf(at)}] "${request}" 200 1234 "${from}" "${agent.userAgent}"\n`;
}

/** `29/Nov/2026:15:28:23 +0000` */
function timeOf(at: number): string {
  const [date = "", time = ""] = new Date(at).toISOString().split("T");
  const [year = "", month = "", day = ""] = date.split("-");
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${time.slice(0, 8)} +0000`;
}

/** Apache escapes what is not ASCII byte by byte. */
function inBytes(text: string): string {
  return text.replace(/[^ -~]/gu, (letter) =>
    [...Buffer.from(letter)].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join(""),
  );
}
