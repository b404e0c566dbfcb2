
-- Part of the scripts that change something: writes head and log entry of the step, and makes it known to all nodes. The log
-- holds the very bytes that are pushed. They begin with the place (34 bytes): magic, version and operation, shard (2), era (4),
-- stamp and nonce before, stamp and nonce of the step, number of names (2).
--   op  count  names: as in the message  maxlen: greatest length of the log
local place = struct.pack('>BBI2I4I8I4I8I4I2', 0xC7, 16 + op, shard, era, pstamp, pnonce, stamp, nonce, count)
local message = place .. names
redis.call('SET', H, struct.pack('>BBI8I4I4I8I8', 0xC7, 1, stamp, nonce, era, floor, tagmax))
-- Trimming costs as much as a good part of adding: one step in 32 does it, by its nonce, which is odd.
local id = string.format('%.0f-%.0f', stamp, nonce)
if random % 64 == 1 then
  redis.call('XADD', L, 'MAXLEN', '~', maxlen, id, 'm', message)
else
  redis.call('XADD', L, id, 'm', message)
end
redis.call(sharded == 1 and 'SPUBLISH' or 'PUBLISH', string.sub(H, 1, -3) .. '!c', message)
