
-- Writes or removes one value if it has the version expected.
--   KEYS[4] value  KEYS[5] lease  ARGV[2] greatest length of the log  ARGV[3] name as in the message
--   ARGV[4] version expected (8 bytes), '' if there must be none  ARGV[5] envelope, '' to remove  ARGV[6] milliseconds
--   -> 1 or 0, places
local is = version(redis.call('GET', KEYS[4]))
local expected = #ARGV[4] == 8 and struct.unpack('>I8', ARGV[4]) or nil
if is ~= expected or (not is and ARGV[5] == '') then
  pstamp, pnonce = stamp, nonce
  return {0, places()}
end
step()
if ARGV[5] == '' then
  redis.call('DEL', KEYS[4])
else
  write(KEYS[4], ARGV[5], stamp, ARGV[6])
end
redis.call('DEL', KEYS[5])
return {1, commit(1, 1, ARGV[3], ARGV[2])}
