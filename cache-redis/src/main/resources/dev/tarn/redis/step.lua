
-- Part of the scripts that change something: a step of the log.

-- Moves to the place of the next step; commit makes it known.
local function step()
  local now = redis.call('TIME')
  pstamp, pnonce = stamp, nonce
  stamp, nonce = math.max(stamp + 1, now[1] * 1000000 + now[2]), random
end

-- Where a step was recorded: the places before and after.
local function places()
  return struct.pack('>I8I4I8I4I4', pstamp, pnonce, stamp, nonce, era)
end

-- Records a step, makes it known to all nodes, and returns its places.
local function commit(op, count, names, maxlen)
  local message = record(op, count, names, maxlen)
  redis.call(sharded == 1 and 'SPUBLISH' or 'PUBLISH', string.sub(H, 1, -3) .. '!c', message)
  return places()
end
