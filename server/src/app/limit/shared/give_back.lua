-- A place that was taken from a bucket is free again. KEYS: the bucket. ARGV: how many microseconds a place takes to come back.
local full_at = tonumber(redis.call('GET', KEYS[1]) or 0)
if full_at > 0 then
    redis.call('SET', KEYS[1], string.format('%.0f', full_at - ARGV[1]), 'KEEPTTL')
end
return 0
