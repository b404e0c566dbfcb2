
-- Part of the scripts that change something: moves to the place of the next step; what is under "publish" makes it known.
local time = redis.call('TIME')
local pstamp, pnonce = stamp, nonce
stamp, nonce = math.max(stamp + 1, time[1] * 1000000 + time[2]), random
