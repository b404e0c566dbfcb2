-- What every script begins with. One script touches the keys of one shard of one cache, which share a hash tag.
--   KEYS[1] head  KEYS[2] log (stream)  KEYS[3] tags (hash)  KEYS[4...] value and lease keys, by script
--   ARGV[1] nonce (4 bytes), shard (2), 1 if channels are sharded (1)
-- The head is 34 bytes, big endian: magic, format, stamp (8), nonce (4), era (4), floor (8), greatest tag stamp (8).
-- Stamps are microseconds below 2^53, so Lua's doubles hold them exactly.
-- A closure and what it captures is made anew in each call, and paid for: what runs often is straight, and each script has
-- only the parts it needs.
local H, L, T = KEYS[1], KEYS[2], KEYS[3]
local random, shard, sharded = struct.unpack('>I4I2B', ARGV[1])
local stamp, nonce, era, floor, tagmax

-- Reads the head. A head of a later format is an error: it is not ours to judge.
local head = redis.call('GET', H)
local known = head and #head >= 34 and string.byte(head, 1) == 0xC7
if known then
  if string.byte(head, 2) ~= 1 then error({err = 'TARNFORMAT the log has format ' .. string.byte(head, 2)}) end
  stamp, nonce, era, floor, tagmax = struct.unpack('>I8I4I4I8I8', head, 3)
  known = tagmax == 0 or redis.call('HGET', T, 'era') == struct.pack('>I4', era)
end

-- Begins the log anew, for its head or its tags were lost: in another era all that was there before is dead. Nothing is
-- pushed: the next message does not follow on what the nodes know, and neither does the head in the next answer.
if not known then
  redis.call('DEL', L, T)
  local time = redis.call('TIME')
  stamp, nonce, era, tagmax = time[1] * 1000000 + time[2], random, random, 0
  floor = stamp
  head = struct.pack('>BBI8I4I4I8I8', 0xC7, 1, stamp, nonce, era, floor, tagmax)
  redis.call('SET', H, head)
  redis.call('XADD', L, string.format('%.0f-%.0f', stamp, nonce), 'm',
    struct.pack('>BBI2I4I8I4I8I4I2', 0xC7, 22, shard, era, 0, 0, stamp, nonce, 0))
end
