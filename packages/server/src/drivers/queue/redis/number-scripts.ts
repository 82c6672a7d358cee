import { defineScript, EVEN_WHEN_FULL } from "../../redis/script.ts";

/**
 * KEYS: counts and open list of the partition, young and old ids. ARGV: partition, ids to remember, whether repeated
 * ids are recognised, the ids (16 bytes each), one letter per id (`r` for redelivered).
 * Returns the position that was free before, then a position per id.
 */
export const NUMBER_IDS = defineScript(`
local counts, open, young, old = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local partition, capacity, recognises, ids, flags = ARGV[1], tonumber(ARGV[2]), ARGV[3] == '1', ARGV[4], ARGV[5]
local free = tonumber(redis.call('HGET', counts, 'next') or '1')
local settled = free - 1 - redis.call('LLEN', open)
local reply, taken = { free }, 0
${EVEN_WHEN_FULL}
for from = 1, #flags, 1000 do
  local chunk = {}
  for at = from, math.min(from + 999, #flags) do
    chunk[#chunk + 1] = string.sub(ids, at * 16 - 15, at * 16)
  end
  if redis.call('HLEN', young) >= capacity then
    redis.call('UNLINK', old)
    redis.call('RENAME', young, old)
  end
  local inYoung, inOld = redis.call('HMGET', young, unpack(chunk)), redis.call('HMGET', old, unpack(chunk))
  local here, places, added = {}, {}, {}
  for index, id in ipairs(chunk) do
    local place = recognises and (here[id] or inYoung[index] or inOld[index])
    if place then
      local owner, position = string.match(place, '(%d+):(%d+)')
      position = tonumber(position)
      reply[#reply + 1] = owner == partition and position > settled and position or 0
      if string.sub(flags, from + index - 1, from + index - 1) ~= 'r' then taken = taken + 1 end
    else
      here[id] = partition .. ':' .. free
      places[#places + 1] = id
      places[#places + 1] = here[id]
      added[#added + 1] = id
      reply[#reply + 1] = free
      free = free + 1
      taken = taken + 1
    end
  end
  if #added > 0 then
    redis.call('HSET', young, unpack(places))
    redis.call('RPUSH', open, unpack(added))
  end
end
redis.call('HSET', counts, 'next', string.format('%.0f', free))
redis.call('HINCRBY', counts, 'taken', taken)
return reply
`);

/** KEYS: counts, open list. Returns the last settled position, then the open ids. */
export const LOAD_OPEN = defineScript(`
local open = redis.call('LRANGE', KEYS[2], 0, -1)
return { tonumber(redis.call('HGET', KEYS[1], 'next') or '1') - 1 - #open, open }
`);

/** KEYS: counts, open list. */
export const READ_SETTLED = defineScript(`
return tonumber(redis.call('HGET', KEYS[1], 'next') or '1') - 1 - redis.call('LLEN', KEYS[2])
`);

/**
 * KEYS: counts, open list, dead letters, their order. ARGV: last, then key, rank and JSON of each dead letter.
 * Returns the last position that was given. Settling again adds no letters: the first time kept them, and since then they
 * may have been retried or purged.
 */
export const SETTLE_NUMBERS = defineScript(`
local last, given = tonumber(ARGV[1]), tonumber(redis.call('HGET', KEYS[1], 'next') or '1') - 1
if last > given then return given end
local settled = given - redis.call('LLEN', KEYS[2])
if last <= settled then return given end
redis.call('LTRIM', KEYS[2], last - settled, -1)
for at = 2, #ARGV, 3 do
  redis.call('HSET', KEYS[3], ARGV[at], ARGV[at + 2])
  redis.call('ZADD', KEYS[4], ARGV[at + 1], ARGV[at])
end
return given
`);

/** KEYS: counts. Mended only when nobody published between two looks, so that an envelope under way is not lost from the count. */
export const MEND_COUNTS = defineScript(`
local accepted, taken, seen = unpack(redis.call('HMGET', KEYS[1], 'accepted', 'taken', 'seen'))
if accepted == taken then return 0 end
${EVEN_WHEN_FULL}
redis.call('HSET', KEYS[1], 'seen', accepted or '0')
if seen == (accepted or '0') then redis.call('HSET', KEYS[1], 'taken', seen) end
return 1
`);

/** KEYS: counts and open list, for each partition. Returns accepted, bytes, taken, open, for each. */
export const READ_COUNTS = defineScript(`
local reply = {}
for at = 1, #KEYS, 2 do
  for _, value in ipairs(redis.call('HMGET', KEYS[at], 'accepted', 'bytes', 'taken')) do
    reply[#reply + 1] = tonumber(value or '0')
  end
  reply[#reply + 1] = redis.call('LLEN', KEYS[at + 1])
end
return reply
`);

/** KEYS: the number of partitions. ARGV: a number that it is at least. */
export const RAISE_PARTITIONS = defineScript(`
local known = tonumber(redis.call('GET', KEYS[1]) or '0')
if known >= tonumber(ARGV[1]) then return known end
${EVEN_WHEN_FULL}
redis.call('SET', KEYS[1], ARGV[1])
return tonumber(ARGV[1])
`);

/** KEYS: dead letters, their order. ARGV: keys of dead letters. */
export const REMOVE_DEAD = defineScript(`
local removed = 0
for _, key in ipairs(ARGV) do
  removed = removed + redis.call('HDEL', KEYS[1], key)
  redis.call('ZREM', KEYS[2], key)
end
return removed
`);
