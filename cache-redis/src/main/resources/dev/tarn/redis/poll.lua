
-- Reads the log after a place. Counts as a writer, so that a replica and a master cut off from its replicas refuse it.
--   ARGV[2] the place: stamp (8), nonce (4), era (4); '' if unknown  ARGV[3] its id in the log  ARGV[4] most entries
--   -> head, 1 if the place was found, 2 if not though the log holds older ones (so it is of another history), else 0, messages...
if ARGV[2] == string.sub(head, 3, 18) then return {head, 1} end
if string.sub(ARGV[2], 13) ~= string.sub(head, 15, 18) then return {head, 0} end
local entries = redis.call('XRANGE', L, ARGV[3], '+', 'COUNT', ARGV[4] + 1)
if #entries == 0 or entries[1][1] ~= ARGV[3] then
  local before = string.format('%.0f', string.match(ARGV[3], '^%d+') - 1)
  return {head, #redis.call('XRANGE', L, '-', before, 'COUNT', 1) > 0 and 2 or 0}
end
local answer = {head, 1}
for i = 2, #entries do answer[#answer + 1] = entries[i][2][2] end
return answer
