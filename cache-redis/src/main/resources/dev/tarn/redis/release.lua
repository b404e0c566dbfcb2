
-- Gives up leases.   KEYS[4...] leases  ARGV[2] token   -> nothing
local noted = {}
for i = 4, #KEYS do
  local token, _, _, awaited = leased(KEYS[i])
  if token == ARGV[2] then
    redis.call('DEL', KEYS[i])
    if awaited then noted[#noted + 1] = KEYS[i] end
  end
end
note(noted)
return {}
