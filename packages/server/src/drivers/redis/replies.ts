/** Replies of a server that can't serve now and will later. In a script they come before its first write or not at all. */
const PASSING =
  /^-?(MISCONF|OOM|LOADING|READONLY|NOREPLICAS|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|BUSY|NOAUTH|UNBLOCKED)\b/;
/** Replies are the only errors whose text begins with a code in capitals. */
const REPLY = /^-?[A-Z]{2,} /;
/** How Redis before 7 wraps what a command in a script was answered; the place may be named twice. */
const WRAPPED = /^-?ERR Error running script \(call to \S+\): (?:@user_script: ?\d+: )*/;

/** Whether an error's text is a reply that says that the command is wrong or not allowed, which no waiting changes. */
export function isRefusal(message: string): boolean {
  return REPLY.test(message) && !PASSING.test(message.replace(WRAPPED, ""));
}
