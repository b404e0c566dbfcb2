-- Reads the log after a place. Counts as a writer, so that a replica and a master cut off from its replicas refuse it.
--   ARGV[2] id of the place, '' if unknown  ARGV[3] its era (4 bytes)  ARGV[4] most entries
--   -> head, 1 if the place was found, 2 if not though the log holds older ones (so it is of another history), else 0, messages...
open()
if touching == 1 then redis.call('PERSIST', H) end
if ARGV[2] == '' or ARGV[3] ~= struct.pack('>I4', era) then return {head(), 0} end
if ARGV[2] == string.format('%.0f-%.0f', stamp, nonce) then return {head(), 1} end
local entries = redis.call('XRANGE', L, ARGV[2], '+', 'COUNT', ARGV[4] + 1)
if #entries == 0 or entries[1][1] ~= ARGV[2] then
  local before = string.format('%.0f', string.match(ARGV[2], '^%d+') - 1)
  return {head(), #redis.call('XRANGE', L, '-', before, 'COUNT', 1) > 0 and 2 or 0}
end
local answer = {head(), 1}
for i = 2, #entries do answer[#answer + 1] = entries[i][2][2] end
return answer
