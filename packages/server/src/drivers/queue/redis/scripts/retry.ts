import { defineScript } from "../../../redis/script.ts";
import { APPEND } from "./append.ts";

/**
 * Moves dead letters to the end of their partition. A letter that somebody else moved or purged is left alone.
 *
 * KEYS 1 meta, then stream and dead letters of each letter's partition.
 * ARGV 1 channel of the bell, then partition, position, receivedAt (a packed double) and envelope of each letter.
 * Returns how many were moved.
 */
export const RETRY = defineScript(`${APPEND}
local moved = {}
for i = 0, (#KEYS - 1) / 2 - 1 do
  local stream, dead = KEYS[2 + 2 * i], KEYS[3 + 2 * i]
  local partition, position = tonumber(ARGV[2 + 4 * i]), ARGV[3 + 4 * i]
  local slot = dead .. ' ' .. position
  if not moved[slot] and redis.call('ZCOUNT', dead, position, position) > 0 then
    moved[slot] = true
    moved[#moved + 1] = { dead, position }
    add(partition, stream, ARGV[5 + 4 * i], ARGV[4 + 4 * i], 1)
  end
end
finish(ARGV[1])
for _, letter in ipairs(moved) do redis.call('ZREMRANGEBYSCORE', letter[1], letter[2], letter[2]) end
return #moved
`);
