
-- Part of the scripts that take or end leases.

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
