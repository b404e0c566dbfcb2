
-- Reads values with the checks that need more than the head, and begins the log if there is none.
--   KEYS[4...] values    -> head, then for each value its bytes, or '' if it may not be served
local found = {head}
for i = 4, #KEYS do
  local v = redis.call('GET', KEYS[i])
  found[i - 2] = v and (not enveloped(v) or version(v)) and v or ''
end
return found
