
-- Stores the results of loads whose lease the token still holds.
--   KEYS[4...] value, lease, ...  ARGV[2] token  ARGV[3...] envelope, milliseconds, ...   -> 1 or 0 for each
local answer, a, noted = {}, 3, {}
for i = 4, #KEYS, 2 do
  local token, _, s, awaited = leased(KEYS[i + 1])
  local envelope, accepted = ARGV[a], 0
  if token == ARGV[2] then
    local old = redis.call('GETRANGE', KEYS[i], 0, 2)
    local barred = #old == 3 and string.byte(old, 1) == 0xC7
      and (flagged(old, 33) or string.byte(old, 2) > string.byte(envelope, 2))
    if not barred and (not flagged(envelope, 8) or s >= tagmax or tagged(envelope, s)) then
      write(KEYS[i], envelope, s, ARGV[a + 1])
      accepted = 1
    end
    redis.call('DEL', KEYS[i + 1])
    if awaited then noted[#noted + 1] = KEYS[i] end
  end
  answer[#answer + 1] = accepted
  a = a + 2
end
note(noted)
return answer
