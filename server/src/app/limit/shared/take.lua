-- The limits of votes.rs, for several instances. A bucket's key holds the time at which the bucket
-- will be full again, in microseconds of this Redis's clock; a full bucket's key expires.
-- KEYS: the device's bucket, the group's bucket, the key that exists while the voter counts as one that has voted, the group's
-- level of new devices, and the group's number of phones at each instance.
-- ARGV 1 to 4: for each of the two buckets, its size in tokens, and in how many microseconds it gains one.
-- ARGV 5 to 9: the limit on new devices of a group without phones, this instance's id, the number of the group's phones at this
-- instance, whether this instance knows that the voter has voted (1 or 0), and whether there is a voter (1 or 0).
-- ARGV 10 and 11: for how many milliseconds a voter counts as one that has voted, and for how many microseconds a report of
-- phones is valid.
-- Charges every limit and returns 0, or charges none and returns the time to wait in microseconds.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local base, this_instance, own_phones = tonumber(ARGV[5]), ARGV[6], tonumber(ARGV[7])
local has_voted, has_voter, voted_ms, report_lifetime = ARGV[8] == '1', ARGV[9] == '1', ARGV[10], tonumber(ARGV[11])
local next_full_at = {}
for i = 1, 2 do
    local every = tonumber(ARGV[2 * i])
    local latest = now + ARGV[2 * i - 1] * every
    local full_at = tonumber(redis.call('GET', KEYS[i]) or now)
    -- `latest` is when an empty bucket would be full. If Redis's clock was set back, the bucket counts as empty,
    -- so that the wait stays bounded.
    next_full_at[i] = math.min(math.max(full_at, now), latest) + every
    if next_full_at[i] > latest then
        return next_full_at[i] - latest
    end
end
if has_voter and not has_voted and redis.call('EXISTS', KEYS[3]) == 0 then
    local limit = base + own_phones
    local reports = redis.call('HGETALL', KEYS[5])
    for i = 1, #reports, 2 do
        local phones, at = string.match(reports[i + 1], '(%d+) (%d+)')
        if reports[i] ~= this_instance and math.abs(now - tonumber(at)) < report_lifetime then
            limit = limit + phones
        end
    end
    local devices, at = unpack(redis.call('HMGET', KEYS[4], 'devices', 'at'))
    local drained = math.max(now - (at or now), 0) * limit / 60000000
    devices = math.max((devices or 0) - drained, 0)
    if devices + 1 > limit then
        return math.ceil((devices + 1 - limit) * 60000000 / limit)
    end
    redis.call('HSET', KEYS[4], 'devices', string.format('%.6f', devices + 1), 'at', string.format('%.0f', now))
    redis.call('PEXPIRE', KEYS[4], math.ceil(math.min((devices + 1) * 60000 / base, tonumber(voted_ms))))
end
for i = 1, 2 do
    redis.call('SET', KEYS[i], string.format('%.0f', next_full_at[i]), 'PX', math.ceil((next_full_at[i] - now) / 1000))
end
if has_voter then
    redis.call('SET', KEYS[3], 1, 'PX', voted_ms)
end
return 0
