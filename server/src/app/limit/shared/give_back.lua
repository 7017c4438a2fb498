-- Puts one token back into a bucket. KEYS: the bucket. ARGV: in how many microseconds the bucket
-- gains a token.
local full_at = tonumber(redis.call('GET', KEYS[1]) or 0)
if full_at > 0 then
    redis.call('SET', KEYS[1], string.format('%.0f', full_at - ARGV[1]), 'KEEPTTL')
end
return 0
