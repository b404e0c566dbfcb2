
-- Prolongs leases.   KEYS[4...] leases  ARGV[2] token  ARGV[3] milliseconds   -> 1 or 0 for each
local answer = {}
for i = 4, #KEYS do
  local token = leased(KEYS[i])
  answer[#answer + 1] = token == ARGV[2] and redis.call('PEXPIRE', KEYS[i], ARGV[3]) or 0
end
return answer
