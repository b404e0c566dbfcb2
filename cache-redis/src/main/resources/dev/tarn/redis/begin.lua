
-- Reads values and takes the leases of those that are missing, or of all.
--   KEYS[4...] value, lease, ...  ARGV[2] token  ARGV[3] milliseconds  ARGV[4] 1 if values there are to be replaced
--   -> head, then for each key: {0, envelope} hit, {1, label, stale} leased, {2, milliseconds, stale} held, {3} barred;
--      stale is '' if there is none
local label = struct.pack('>I8I4I4', stamp, nonce, era)
local answer = {head}
for i = 4, #KEYS, 2 do
  local v = redis.call('GET', KEYS[i])
  local good = version(v) and v or ''
  local token, granted, _, awaited = leased(KEYS[i + 1])
  local one
  if good ~= '' and ARGV[4] ~= '1' then
    one = {0, good}
  elseif enveloped(v) and flagged(v, 33) then
    one = {3}
  elseif not token then
    redis.call('SET', KEYS[i + 1], ARGV[2] .. label, 'PX', ARGV[3])
    one = {1, label, good}
  elseif token == ARGV[2] then
    one = {1, granted, good}
  else
    if not awaited then redis.call('SET', KEYS[i + 1], token .. granted .. 'w', 'KEEPTTL') end
    one = {2, redis.call('PTTL', KEYS[i + 1]), good}
  end
  answer[#answer + 1] = one
end
return answer
