-- Records and announces a change: keys removed (1), a clear (2), tags voided (3).
--   KEYS[4...] value, lease, ...  ARGV[2] operation  ARGV[3] greatest length of the log  ARGV[4] number of names
--   ARGV[5] names as in the message  ARGV[6...] tags    -> places
-- Before Redis 7, a script that has begun to write is not stopped any more when memory is full.
if touching == 1 then redis.call('PERSIST', H) end
for i = 4, #KEYS, 100 do
  redis.call('DEL', unpack(KEYS, i, math.min(i + 99, #KEYS)))
end
open()
step()
local op = tonumber(ARGV[2])
if op == 2 then floor = stamp end
if op == 3 then
  tagmax = stamp
  redis.call('HSET', T, 'era', struct.pack('>I4', era))
  for i = 6, #ARGV do redis.call('HSET', T, ':' .. ARGV[i], struct.pack('>I8', stamp)) end
end
commit(op, tonumber(ARGV[4]), ARGV[5], ARGV[3])
return {places()}
