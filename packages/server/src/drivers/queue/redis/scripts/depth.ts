import { defineScript } from "../../../redis/script.ts";

/**
 * What waits. KEYS 1 meta, then stream and dead letters of partition 0, 1, …
 * Returns [waiting envelopes, waiting bytes, dead letters, epoch ms of the oldest or ""].
 */
export const DEPTH = defineScript(`
local function field(name) return tonumber(redis.call('HGET', KEYS[1], name) or 0) end
local waiting, dead, oldest = 0, 0, nil
for partition = 0, (#KEYS - 1) / 2 - 1 do
  local stream = KEYS[2 + 2 * partition]
  waiting = waiting + math.max(0, field('next:' .. partition) - 1 - field('settled:' .. partition))
  dead = dead + redis.call('ZCARD', KEYS[3 + 2 * partition])
  local head = redis.call('XRANGE', stream, '-', '+', 'COUNT', 1)[1]
  local at = head and tonumber(head[2][6]) or 0
  if at > 0 then oldest = math.min(oldest or at, at) end
end
local function whole(number) return string.format('%.0f', number) end
return { whole(waiting), whole(field('waiting')), whole(dead), oldest and whole(oldest) or '' }
`);
