import { expect, it } from "vitest";
import { isRefusal } from "./replies.ts";

const CALL = "ERR Error running script (call to f_e0e1f9fabfc9d4800c877a703b823ac0578ff8db)";
const FULL = "OOM command not allowed when used memory > 'maxmemory'.";

it.each([
  FULL,
  `${FULL} script: e0e1f9fabfc9d4800c877a703b823ac0578ff8db, on @user_script:1.`,
  `${CALL}: @user_script:30: @user_script: 30: -${FULL}`,
  `-${CALL}: @user_script:30: @user_script: 30: -${FULL}`,
  `${CALL}: @user_script: 1: -READONLY You can't write against a read only replica.`,
  `${CALL}: @user_script:7: @user_script: 7: -MISCONF Redis is configured to save RDB snapshots, but it is not able to persist on disk.`,
  `${CALL}: @user_script:7: NOREPLICAS Not enough good replicas to write.`,
  "LOADING Redis is loading the dataset in memory",
  "Socket closed unexpectedly",
])("passes by itself: %s", (message) => {
  expect(isRefusal(message)).toBe(false);
});

it.each([
  "WRONGTYPE Operation against a key holding the wrong kind of value",
  `${CALL}: @user_script:7: WRONGTYPE Operation against a key holding the wrong kind of value`,
  `${CALL}: @user_script:7: user_script:7: attempt to index a nil value`,
  `${CALL}: @user_script:7: ERR a letter said -${FULL}`,
  "NOSCRIPT No matching script. Please use EVAL.",
  "ERR unknown command 'XYZ'",
])("is a refusal: %s", (message) => {
  expect(isRefusal(message)).toBe(true);
});
