-- Stores how many phones of each group are connected to an instance.
-- KEYS: one for each group, then the instance's own key, so that the script writes even without groups.
-- ARGV: the instance's id, for how many microseconds the report is valid, and the number of phones of each group.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local lifetime_ms = math.ceil(ARGV[2] / 1000)
for i = 1, #KEYS - 1 do
    redis.call('HSET', KEYS[i], ARGV[1], string.format('%d %.0f', ARGV[i + 2], now))
    redis.call('PEXPIRE', KEYS[i], lifetime_ms)
end
redis.call('SET', KEYS[#KEYS], 1, 'PX', lifetime_ms)
return 0
