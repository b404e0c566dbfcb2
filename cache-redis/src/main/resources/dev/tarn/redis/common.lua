-- What every script begins with. One script touches the keys of one shard of one cache, which share a hash tag.
--   KEYS[1] head  KEYS[2] log (stream)  KEYS[3] tags (hash)  KEYS[4...] value and lease keys, by script
--   ARGV[1] nonce (4 bytes), shard (2), 1 if channels are sharded, 1 if a script must write to be taken for a writer
-- The head is 34 bytes, big endian: magic, format, stamp (8), nonce (4), era (4), floor (8), greatest tag stamp (8).
-- Stamps are microseconds below 2^53, so Lua's doubles hold them exactly.
local H, L, T = KEYS[1], KEYS[2], KEYS[3]
local random, shard, sharded, touching = struct.unpack('>I4I2BB', ARGV[1])
local stamp, nonce, era, floor, tagmax
local pstamp, pnonce = 0, 0

local function micros()
  local t = redis.call('TIME')
  return t[1] * 1000000 + t[2]
end

local function head()
  return struct.pack('>BBI8I4I4I8I8', 0xC7, 1, stamp, nonce, era, floor, tagmax)
end

-- Writes head and log entry. The log holds the very bytes that are pushed.
local function write_step(op, count, names, maxlen)
  local message = struct.pack('>BBI2I4I8I4I8I4I2',
    0xC7, 16 + op, shard, era, pstamp, pnonce, stamp, nonce, count) .. names
  redis.call('SET', H, head())
  redis.call('XADD', L, 'MAXLEN', '~', maxlen, string.format('%.0f-%.0f', stamp, nonce), 'm', message)
  return message
end

-- Makes a step known to all nodes.
local function commit(op, count, names, maxlen)
  local message = write_step(op, count, names, maxlen)
  redis.call(sharded == 1 and 'SPUBLISH' or 'PUBLISH', string.sub(H, 1, -3) .. '!c', message)
end

-- Begins the log anew, for its head or its tags were lost: in another era all that was there before is dead. Nothing is
-- pushed: the next message does not follow on what the nodes know, and neither does the head in the next answer.
local function genesis()
  redis.call('DEL', L, T)
  stamp, nonce, era, tagmax = micros(), random, random, 0
  floor = stamp
  write_step(6, 0, '', 1000)
end

-- Reads the head, or begins anew. A head of a later format is an error: it is not ours to judge.
local function open()
  local h = redis.call('GET', H)
  if not h or #h < 34 or string.byte(h, 1) ~= 0xC7 then return genesis() end
  if string.byte(h, 2) ~= 1 then error({err = 'TARNFORMAT the log has format ' .. string.byte(h, 2)}) end
  stamp, nonce, era, floor, tagmax = struct.unpack('>I8I4I4I8I8', h, 3)
  if tagmax > 0 and redis.call('HGET', T, 'era') ~= struct.pack('>I4', era) then genesis() end
end

-- Moves to the place of the next step; commit makes it known.
local function step()
  pstamp, pnonce = stamp, nonce
  stamp, nonce = math.max(stamp + 1, micros()), random
end

-- Removes some of the keys, a hundred at a time: Lua's stack is short.
local function remove(from, to)
  for i = from, to, 100 do
    redis.call('DEL', unpack(KEYS, i, math.min(i + 99, to)))
  end
end

-- Voids everything (2) or some tags (3) as of the step that is being made.
local function void(op, from, to)
  if op == 2 then floor = stamp end
  if op == 3 then
    tagmax = stamp
    redis.call('HSET', T, 'era', struct.pack('>I4', era))
    for i = from, to do redis.call('HSET', T, ':' .. ARGV[i], struct.pack('>I8', stamp)) end
  end
end

-- Where a step was recorded: the places before and after.
local function places()
  return struct.pack('>I8I4I8I4I4', pstamp, pnonce, stamp, nonce, era)
end

-- Whether no tag of an envelope was voided after the version given.
local function tagged(v, version)
  local at = 18
  for _ = 1, string.byte(v, 17) or 0 do
    if #v < at + 1 then return false end
    local length = struct.unpack('>I2', v, at)
    if #v < at + 1 + length then return false end
    local voided = redis.call('HGET', T, ':' .. string.sub(v, at + 2, at + 1 + length))
    if voided and struct.unpack('>I8', voided) > version then return false end
    at = at + 2 + length
  end
  return true
end

local function enveloped(v)
  return v and #v >= 16 and string.byte(v, 1) == 0xC7
end

-- Whether bytes carry one of the flags.
local function flagged(v, flags)
  return bit.band(string.byte(v, 3), flags) ~= 0
end

-- The version of bytes found that may be served, or nil.
local function version(v)
  if not enveloped(v) or flagged(v, 33) then return nil end
  local e, s = struct.unpack('>I4I8', v, 5)
  if e ~= era or s < floor then return nil end
  if flagged(v, 8) and s < tagmax and not tagged(v, s) then return nil end
  return s
end

-- The lease as stored: token (16), then the label: stamp (8), nonce (4), era (4), then 'w' if others wait for its end.
-- Returns token, label, the label's stamp, and whether others wait; nil if it is none, or ended by a clear.
local function leased(key)
  local l = redis.call('GET', key)
  if not l or #l < 32 then return nil end
  local s, _, e = struct.unpack('>I8I4I4', l, 17)
  if e ~= era or s < floor then return nil end
  return string.sub(l, 1, 16), string.sub(l, 17, 32), s, #l > 32
end

-- Tells those who wait that the leases of some keys have ended. No step of the log: it says only where the log stands.
local function note(keys)
  if #keys == 0 then return end
  local names = {}
  for i, key in ipairs(keys) do
    local name = string.sub(key, #H + 1)
    local length, varint = #name, ''
    while length > 127 do
      varint = varint .. string.char(128 + length % 128)
      length = math.floor(length / 128)
    end
    names[i] = varint .. string.char(length) .. name
  end
  redis.call(sharded == 1 and 'SPUBLISH' or 'PUBLISH', string.sub(H, 1, -3) .. '!c',
    struct.pack('>BBI2I4I8I4I8I4I2', 0xC7, 20, shard, era, stamp, nonce, stamp, nonce, #keys) .. table.concat(names))
end

-- Writes a value, unless a value of a later format is there: that one is removed.
local function write(key, envelope, s, millis)
  local old = redis.call('GETRANGE', key, 0, 1)
  if #old == 2 and string.byte(old, 1) == 0xC7 and string.byte(old, 2) > string.byte(envelope, 2) then
    redis.call('DEL', key)
    return
  end
  redis.call('SET', key,
    string.sub(envelope, 1, 4) .. struct.pack('>I4I8', era, s) .. string.sub(envelope, 17), 'PX', millis)
end
