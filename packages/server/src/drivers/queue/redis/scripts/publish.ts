import { defineScript } from "../../../redis/script.ts";
import { APPEND } from "./append.ts";

/** Bytes per envelope in the packed argument: 2 index of its stream, 1 whether it has a hash, 16 hash, 8 receivedAt. */
export const PACKED_BYTES = 27;

/**
 * Appends the envelopes whose ids are new, and remembers those.
 *
 * KEYS 1 meta, 2 young ids, 3 old ids, then one stream for each partition of the batch.
 * ARGV 1 limit of waiting bytes, 2 ids to remember (0 = none), 3 bytes that come in (-1 = they were checked already),
 *      4 channel of the bell, 5 JSON list of the partitions, 6 packed envelopes, then their texts.
 * Returns for each envelope its position, or "partition:position" of the earlier one with its id; or, when full,
 * the bytes that wait as text.
 *
 * Ids have two generations: when the young one is full the old one is forgotten, so that between one and two times
 * that many are remembered. Lists are cut by 1,000 because Lua's unpack has a limit of about 8,000.
 */
export const PUBLISH = defineScript(`${APPEND}
local limit, capacity, incoming = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local waiting = tonumber(redis.call('HGET', meta, 'waiting') or 0)
if incoming >= 0 and waiting + incoming > limit then return whole(waiting) end
local partitions, packed = cjson.decode(ARGV[5]), ARGV[6]
local total = #packed / ${PACKED_BYTES}

local function lookUp(key, hashes, known)
  local missing = {}
  for from = 1, #hashes, 1000 do
    local to = math.min(from + 999, #hashes)
    local found = redis.call('HMGET', key, unpack(hashes, from, to))
    for i = from, to do
      local place = found[i - from + 1]
      if place then known[hashes[i]] = place else missing[#missing + 1] = hashes[i] end
    end
  end
  return missing
end

local known, hashOf, asked = {}, {}, {}
for i = 1, total do
  local at = (i - 1) * ${PACKED_BYTES}
  if capacity > 0 and packed:byte(at + 3) == 1 then
    hashOf[i] = packed:sub(at + 4, at + 19)
    asked[#asked + 1] = hashOf[i]
  end
end
lookUp(KEYS[3], lookUp(KEYS[2], asked, known), known)

local reply, fresh = {}, {}
for i = 1, total do
  local at = (i - 1) * ${PACKED_BYTES}
  local hash = hashOf[i]
  if hash and known[hash] then
    reply[i] = known[hash]
  else
    local index = packed:byte(at + 1) + packed:byte(at + 2) * 256
    local partition = partitions[index + 1]
    local position = add(partition, KEYS[4 + index], ARGV[6 + i], packed, at + 20)
    reply[i] = position
    if hash then
      known[hash] = string.format('%d:%.0f', partition, position)
      fresh[#fresh + 1] = hash
    end
  end
end
finish(ARGV[4])

if #fresh > 0 and redis.call('HLEN', KEYS[2]) >= capacity then
  redis.call('UNLINK', KEYS[3])
  redis.call('RENAME', KEYS[2], KEYS[3])
end
for from = 1, #fresh, 1000 do
  local pairs = {}
  for i = from, math.min(from + 999, #fresh) do
    pairs[#pairs + 1] = fresh[i]
    pairs[#pairs + 1] = known[fresh[i]]
  end
  redis.call('HSET', KEYS[2], unpack(pairs))
end
return reply
`);
