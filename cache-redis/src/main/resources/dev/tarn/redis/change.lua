
-- Part of the script that changes one value: writes or removes it, and ends its lease.
if ARGV[5] == '' then
  redis.call('DEL', KEYS[4])
else
  write(KEYS[4], ARGV[5], stamp, ARGV[6])
end
redis.call('DEL', KEYS[5])
