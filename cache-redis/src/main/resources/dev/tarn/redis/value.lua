
-- Part of the scripts that read or write values.

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
