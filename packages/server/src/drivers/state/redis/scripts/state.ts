import { defineScript, EVEN_WHEN_FULL } from "../../../redis/script.ts";

/** Epoch ms by the server's clock: leases of all processes run by one clock. */
const NOW = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function whole(number) return string.format('%.0f', number) end
`;

/** KEYS 1 lease. ARGV 1 holder, 2 ttlMs. Returns the fence, or false while it is somebody else's. */
export const ACQUIRE_LEASE = defineScript(`${NOW}
local held = redis.call('HMGET', KEYS[1], 'holder', 'fence', 'until')
local fence, ends = tonumber(held[2] or 0), tonumber(held[3] or 0)
local runs = ends > now
if runs and held[1] ~= ARGV[1] then return false end
if not runs then fence = fence + 1 end
${EVEN_WHEN_FULL}
redis.call('HSET', KEYS[1], 'holder', ARGV[1], 'fence', whole(fence), 'until', whole(now + tonumber(ARGV[2])))
return fence
`);

/** A lease is lost when somebody else got it since, not when it ran out. ARGV 1 holder, 2 fence ("" = no lease to show). */
const IS_HELD = `
local function isHeld()
  if ARGV[2] == '' then return true end
  local held = redis.call('HMGET', KEYS[1], 'holder', 'fence')
  return held[1] == ARGV[1] and held[2] == ARGV[2]
end
`;

/** KEYS 1 lease. ARGV 1 holder, 2 fence, 3 ttlMs, 0 to give it back. Returns 1, or 0 when it was lost. */
export const RENEW_LEASE = defineScript(`${NOW}${IS_HELD}
if not isHeld() then return 0 end
local ttl = tonumber(ARGV[3])
${EVEN_WHEN_FULL}
redis.call('HSET', KEYS[1], 'until', ttl == 0 and '0' or whole(now + ttl))
return 1
`);

/** KEYS 1 lease, 2 manifests of the partition. ARGV 1 holder, 2 fence, 3 first position, 4 manifest. Returns 1 or 0. */
export const OPEN_MANIFEST = defineScript(`${IS_HELD}
if not isHeld() then return 0 end
${EVEN_WHEN_FULL}
redis.call('HSET', KEYS[2], ARGV[3], ARGV[4])
return 1
`);

/**
 * KEYS 1 lease, 2 manifests of the partition, 3 written positions.
 * ARGV 1 holder, 2 fence, 3 first position, 4 last position, 5 field of the partition. Returns 1 or 0.
 * The removal comes first because it is allowed when memory is full, and what follows it then is too.
 */
export const CLOSE_MANIFEST = defineScript(`${IS_HELD}
if not isHeld() then return 0 end
redis.call('HDEL', KEYS[2], ARGV[3])
if tonumber(ARGV[4]) > tonumber(redis.call('HGET', KEYS[3], ARGV[5]) or 0) then
  redis.call('HSET', KEYS[3], ARGV[5], ARGV[4])
end
return 1
`);

/** KEYS 1 members, scored by the time they end. ARGV 1 member, 2 ttlMs. Returns those that live. */
export const ANNOUNCE_MEMBER = defineScript(`${NOW}
${EVEN_WHEN_FULL}
redis.call('ZADD', KEYS[1], whole(now + tonumber(ARGV[2])), ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', whole(now))
return redis.call('ZRANGE', KEYS[1], 0, -1)
`);
