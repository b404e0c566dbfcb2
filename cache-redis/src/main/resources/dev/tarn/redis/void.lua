
-- Part of the scripts that void many entries at once.

-- Removes some of the keys, a hundred at a time: Lua's stack is short.
local function remove(from, to)
  for i = from, to, 100 do
    redis.call('DEL', unpack(KEYS, i, math.min(i + 99, to)))
  end
end

-- Voids everything (2) or some tags (3) as of the step that is being made.
local function void(op, from, to)
  if op == 2 then floor = stamp end
  if op == 3 then
    tagmax = stamp
    redis.call('HSET', T, 'era', struct.pack('>I4', era))
    for i = from, to do redis.call('HSET', T, ':' .. ARGV[i], struct.pack('>I8', stamp)) end
  end
end
