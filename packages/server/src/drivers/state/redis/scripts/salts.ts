import { defineScript, EVEN_WHEN_FULL } from "../../../redis/script.ts";

/**
 * KEYS 1 salt of the date, 2 dates that have or had one. ARGV 1 date, 2 random bytes, 3 ms after which it is gone anyway.
 * Returns the date's salt: of many makers the first wins.
 */
export const MAKE_SALT = defineScript(`
local salt = redis.call('GET', KEYS[1])
if salt then return salt end
${EVEN_WHEN_FULL}
redis.call('SADD', KEYS[2], ARGV[1])
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return ARGV[2]
`);

/** KEYS 1 salt, 2 dates. ARGV 1 date. A date whose salt was made anew meanwhile stays listed. */
export const FORGET_DATE = defineScript(`
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
return redis.call('SREM', KEYS[2], ARGV[1])
`);
