-- Gives up leases.   KEYS[4...] leases  ARGV[2] token   -> nothing
for i = 4, #KEYS do
  if redis.call('GETRANGE', KEYS[i], 0, 15) == ARGV[2] then redis.call('DEL', KEYS[i]) end
end
return {}
