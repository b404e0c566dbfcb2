
-- Records and announces a change: keys removed (1), a clear (2), tags voided (3), keys taken by a transaction (5).
--   KEYS[4...] value, lease, ...  ARGV[2] operation  ARGV[3] greatest length of the log  ARGV[4] number of names
--   ARGV[5] names as in the message  ARGV[6...] tags, or the milliseconds for which the keys are barred    -> places
remove(4, #KEYS)
step()
local op = tonumber(ARGV[2])
if op == 5 then
  local marker = struct.pack('>BBBBI4I8', 0xC7, 1, 32, 0, era, stamp)
  for i = 4, #KEYS, 2 do redis.call('SET', KEYS[i], marker, 'PX', ARGV[6]) end
else
  void(op, 6, #ARGV)
end
return {commit(op, tonumber(ARGV[4]), ARGV[5], ARGV[3])}
