
-- Part of the scripts that void many entries at once: everything (2) or the tags ARGV[from] to ARGV[to] (3), as of the step
-- that is being made.
if op == 2 then floor = stamp end
if op == 3 then
  tagmax = stamp
  redis.call('HSET', T, 'era', struct.pack('>I4', era))
  for i = from, to do redis.call('HSET', T, ':' .. ARGV[i], struct.pack('>I8', stamp)) end
end
