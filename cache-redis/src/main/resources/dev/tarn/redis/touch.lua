
-- Keeps values for a time from now that would be given up earlier.   KEYS[4...] values  ARGV[2] milliseconds   -> nothing
for i = 4, #KEYS do
  local v = redis.call('GETRANGE', KEYS[i], 0, 2)
  if #v == 3 and string.byte(v, 1) == 0xC7 and not flagged(v, 33) then
    local rest = redis.call('PTTL', KEYS[i])
    if rest >= 0 and rest < tonumber(ARGV[2]) then redis.call('PEXPIRE', KEYS[i], ARGV[2]) end
  end
end
return {}
