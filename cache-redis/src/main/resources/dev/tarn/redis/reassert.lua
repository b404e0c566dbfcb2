
-- Repeats the steps that the log has lost, each once however many nodes ask: keys removed (1), a clear (2), tags voided (3).
-- Steps that say the same are repeated as one: else each fail-over that loses repetitions would double them.
--   ARGV[2] greatest length of the log  ARGV[3] era of the steps (4 bytes)
--   for each step: KEYS its mark, then value, lease, ... of what it removes
--     ARGV id, operation, number of names, names as in the message, number of keys, number of tags, tags...
--   -> how many were repeated
local repeated, said, k, a = 0, {}, 4, 4
if ARGV[3] ~= struct.pack('>I4', era) then return {0} end
while a <= #ARGV do
  local id, op, count, names = ARGV[a], tonumber(ARGV[a + 1]), tonumber(ARGV[a + 2]), ARGV[a + 3]
  local keys, tags = tonumber(ARGV[a + 4]), tonumber(ARGV[a + 5])
  if #redis.call('XRANGE', L, id, id) == 0 and redis.call('SET', KEYS[k], '', 'NX', 'PX', 60000) then
    local what = op .. names
    if not said[what] then
      said[what] = true
      for i = k + 1, k + keys, 100 do redis.call('DEL', unpack(KEYS, i, math.min(i + 99, k + keys))) end
      step(op, ARGV[2], count, names, a + 6, a + 5 + tags)
      repeated = repeated + 1
    end
  end
  k, a = k + 1 + keys, a + 6 + tags
end
return {repeated}
