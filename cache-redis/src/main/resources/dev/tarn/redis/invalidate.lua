
-- Records and announces a change: keys removed (1), a clear (2), tags voided (3), keys taken by a transaction (5).
--   KEYS[4...] value, lease, ...  ARGV[1] goes on: operation (1), number of names (2), greatest length of the log (4)
--   ARGV[2] names as in the message  ARGV[3...] tags, or the milliseconds for which the keys are barred    -> place
local op, count, maxlen = struct.unpack('>BI2I4', ARGV[1], 8)
local names, from, to = ARGV[2], 3, #ARGV
-- a hundred keys at a time: Lua's stack is short
for i = 4, #KEYS, 100 do redis.call('DEL', unpack(KEYS, i, math.min(i + 99, #KEYS))) end
