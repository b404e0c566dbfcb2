
-- Writes or removes one value if it has the version expected.
--   KEYS[4] value  KEYS[5] lease  ARGV[2] greatest length of the log  ARGV[3] name as in the message
--   ARGV[4] version expected (8 bytes), '' if there must be none  ARGV[5] envelope, '' to remove  ARGV[6] milliseconds
--   -> 1, place; 0 and where the log stands, as a place, if the value has another version
local op, maxlen, count, names = 1, ARGV[2], 1, ARGV[3]
local is = version(redis.call('GET', KEYS[4]))
local expected = #ARGV[4] == 8 and struct.unpack('>I8', ARGV[4]) or nil
if is ~= expected or (not is and ARGV[5] == '') then
  return {0, struct.pack('>BBI2I4I8I4I8I4I2', 0xC7, 17, shard, era, stamp, nonce, stamp, nonce, 0)}
end
