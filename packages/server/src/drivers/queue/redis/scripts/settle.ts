import { defineScript } from "../../../redis/script.ts";

/**
 * Ends everything up to a position, and keeps its dead letters in the same step.
 *
 * KEYS 1 meta, 2 stream, 3 dead letters of the partition (score = position).
 * ARGV 1 partition, 2 last position, then pairs of position and letter.
 *
 * An entry goes only when its last envelope is settled. When all are, all bytes are free, whatever became of the entries. A partition whose tail lies behind what is settled has lost
 * entries, as after a failover: it goes on behind, so that no position is given twice. The trim comes first because it is
 * allowed when memory is full, and what follows a first write is then allowed too: settling is how memory gets free.
 *
 * Settling again adds no letters: the first time kept them, and since then they may have been retried or purged.
 */
export const SETTLE = defineScript(`
local meta, stream, dead, partition = KEYS[1], KEYS[2], KEYS[3], ARGV[1]
local last = tonumber(ARGV[2])
local function whole(number) return string.format('%.0f', number) end
local function field(name) return tonumber(redis.call('HGET', meta, name .. partition) or 0) end

local keep, bytes = whole(last + 1) .. '-0', 0
local found = redis.call('XREVRANGE', stream, whole(last) .. '-0', '-', 'COUNT', 1)[1]
if found then
  local first, fields = tonumber(found[1]:match('^%d+')), found[2]
  local ends = math.min(first + (tonumber(fields[2]) or 1), field('next:')) - 1
  bytes = tonumber(fields[4]) or 0
  if ends > last then
    bytes = bytes - #(fields[8] or '')
    keep = found[1]
  end
end
if last >= field('next:') - 1 then bytes = field('bytes:') end
redis.call('XTRIM', stream, 'MINID', '=', keep)
local freed = bytes - field('freed:')
if freed > 0 then
  redis.call('HSET', meta, 'freed:' .. partition, whole(bytes))
  redis.call('HINCRBY', meta, 'waiting', whole(-freed))
end
local isNew = last > field('settled:')
if isNew then redis.call('HSET', meta, 'settled:' .. partition, whole(last)) end
if last > 0 and last >= math.max(field('next:'), 1) then
  redis.call('HSET', meta, 'next:' .. partition, whole(last + 1))
end
if isNew then
  for i = 3, #ARGV, 2 do redis.call('ZADD', dead, ARGV[i], ARGV[i + 1]) end
end
return 1
`);
