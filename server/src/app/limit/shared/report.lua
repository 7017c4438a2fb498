-- How many phones of some groups are at an instance. KEYS: the groups; the last one is the instance's own, to write something in
-- any case. ARGV: the instance's name, how many microseconds this counts, and the number for each group.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local stays = math.ceil(ARGV[2] / 1000)
for i = 1, #KEYS - 1 do
    redis.call('HSET', KEYS[i], ARGV[1], string.format('%d %.0f', ARGV[i + 2], now))
    redis.call('PEXPIRE', KEYS[i], stays)
end
redis.call('SET', KEYS[#KEYS], 1, 'PX', stays)
return 0
