-- The buckets of buckets.rs, for several instances. Each key holds the moment, in microseconds of this Redis's own clock, when
-- its bucket will be full again; a full one is forgotten.
-- KEYS: the buckets. ARGV: for each of them how many at once, and how many microseconds until one more.
-- Takes one out of each bucket or of none, and answers how long to wait.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local after = {}
for i, key in ipairs(KEYS) do
    local every = tonumber(ARGV[2 * i])
    local latest = now + ARGV[2 * i - 1] * every
    local full_at = tonumber(redis.call('GET', key) or now)
    -- Whoever sets the clock back keeps nobody out for longer than an empty bucket does.
    after[i] = math.min(math.max(full_at, now), latest) + every
    if after[i] > latest then
        return after[i] - latest
    end
end
for i, key in ipairs(KEYS) do
    redis.call('SET', key, string.format('%.0f', after[i]), 'PX', math.ceil((after[i] - now) / 1000))
end
return 0
