
-- Part of the script that repeats many steps: the parts up to "end" make one of them.
local function step(op, maxlen, count, names, from, to)
