
-- Records and announces a change: keys removed (1), a clear (2), tags voided (3), keys taken by a transaction (5).
--   KEYS[4...] value, lease, ...  ARGV[2] operation  ARGV[3] greatest length of the log  ARGV[4] number of names
--   ARGV[5] names as in the message  ARGV[6...] tags, or the milliseconds for which the keys are barred    -> place
local op, maxlen, count, names, from, to = tonumber(ARGV[2]), ARGV[3], ARGV[4], ARGV[5], 6, #ARGV
-- a hundred keys at a time: Lua's stack is short
for i = 4, #KEYS, 100 do redis.call('DEL', unpack(KEYS, i, math.min(i + 99, #KEYS))) end
