
-- Part of the script that records a change: bars keys that a transaction has taken, as of the step that is being made.
if op == 5 then
  local marker = struct.pack('>BBBBI4I8', 0xC7, 1, 32, 0, era, stamp)
  for i = 4, #KEYS, 2 do redis.call('SET', KEYS[i], marker, 'PX', ARGV[from]) end
end
