/** Envelopes in one entry at most: an entry is read, checked and settled as a whole. */
export const RECORD_ENVELOPES = 1000;

/**
 * Head of the scripts that append. A partition's stream has one entry for the envelopes of one script, its id is the
 * first one's position, its fields are n (how many), c (bytes of all entries up to and including this one), r (epoch ms
 * at which the first was received) and e (JSON list). Fields of the meta hash: `next:<p>` position of the next envelope,
 * `bytes:<p>` like c, `parts` partitions ever used, `waiting` bytes of all that is not settled.
 *
 * A script has no rollback. Its first write is one that Redis refuses when memory is full or the disk fails, and nothing
 * after it can fail; the bell is rung by pcall because a user may lack the right to publish.
 */
export const APPEND = `
local meta = KEYS[1]
local tails = {}
local order = {}
local function whole(number) return string.format('%.0f', number) end
local function tailOf(partition, stream)
  local found = redis.call('HMGET', meta, 'next:' .. partition, 'bytes:' .. partition)
  local next = tonumber(found[1] or 1)
  local tail = {
    partition = partition, stream = stream, next = next, first = next,
    bytes = tonumber(found[2] or 0), grown = 0, texts = {}, at = '0'
  }
  tails[partition] = tail
  order[#order + 1] = tail
  return tail
end
local function write(tail)
  local count = #tail.texts
  if count == 0 then return end
  local record = '[' .. table.concat(tail.texts, ',') .. ']'
  tail.bytes = tail.bytes + #record
  tail.grown = tail.grown + #record
  redis.call('XADD', tail.stream, whole(tail.first) .. '-0',
    'n', count, 'c', whole(tail.bytes), 'r', tail.at, 'e', record)
  tail.first = tail.next
  tail.texts = {}
end
-- receivedAt is a double in \`packed\` at \`offset\`; only the first one of an entry is read.
local function add(partition, stream, text, packed, offset)
  local tail = tails[partition] or tailOf(partition, stream)
  local texts = tail.texts
  local count = #texts + 1
  if count == 1 then tail.at = whole(struct.unpack('<d', packed, offset)) end
  texts[count] = text
  local position = tail.next
  tail.next = position + 1
  if count >= ${RECORD_ENVELOPES} then write(tail) end
  return position
end
local function finish(channel)
  local grown = 0
  local parts = tonumber(redis.call('HGET', meta, 'parts') or 0)
  for _, tail in ipairs(order) do
    write(tail)
    grown = grown + tail.grown
    parts = math.max(parts, tail.partition + 1)
    redis.call('HSET', meta, 'next:' .. tail.partition, whole(tail.next), 'bytes:' .. tail.partition, whole(tail.bytes))
  end
  if grown == 0 then return end
  redis.call('HSET', meta, 'parts', parts)
  redis.call('HINCRBY', meta, 'waiting', whole(grown))
  for _, tail in ipairs(order) do
    redis.pcall('PUBLISH', channel, tail.partition .. ':' .. whole(tail.next))
  end
end
`;
