
-- Writes values, ends their leases, records and announces the keys.
--   KEYS[4...] value, lease, ...  ARGV[2] greatest length of the log  ARGV[3] number of names
--   ARGV[4] names as in the message  ARGV[5...] envelope, milliseconds, ...    -> place
local op, maxlen, count, names = 1, ARGV[2], ARGV[3], ARGV[4]
local a = 5
for i = 4, #KEYS, 2 do
  write(KEYS[i], ARGV[a], stamp, ARGV[a + 1])
  redis.call('DEL', KEYS[i + 1])
  a = a + 2
end
