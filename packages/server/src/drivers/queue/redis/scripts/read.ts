import { defineScript } from "../../../redis/script.ts";

/** A script stops reading when it has this much, so that a large delivery does not hold up everybody else. */
const READ_BYTES = 1024 * 1024;

/**
 * Reads entries of one partition, whole ones, until `max` envelopes or READ_BYTES are there.
 *
 * KEYS 1 meta, 2 stream. ARGV 1 partition, 2 first position or "settled", 3 last position or "+", 4 max.
 * Returns [next position, settled position, then id, n and e of each entry].
 */
export const READ = defineScript(`
local tail = redis.call('HMGET', KEYS[1], 'next:' .. ARGV[1], 'settled:' .. ARGV[1])
local reply = { tail[1] or '1', tail[2] or '0' }
local from, to, max = ARGV[2], ARGV[3], tonumber(ARGV[4])
local envelopes, bytes, entries, step = 0, 0, 0, 1
while envelopes < max and bytes < ${READ_BYTES} do
  local found = redis.call('XRANGE', KEYS[2], from, to, 'COUNT', step)
  if #found == 0 then break end
  for _, entry in ipairs(found) do
    local fields = entry[2]
    reply[#reply + 1] = entry[1]
    reply[#reply + 1] = fields[2] or ''
    reply[#reply + 1] = fields[8] or ''
    envelopes = envelopes + math.max(tonumber(fields[2]) or 1, 1)
    bytes = bytes + #(fields[8] or '')
    entries = entries + 1
    from = '(' .. entry[1]
  end
  -- As many as are about missing, by what the entries so far held.
  step = math.max(1, math.min(100, math.floor((max - envelopes) * entries / math.max(envelopes, 1))))
end
return reply
`);
