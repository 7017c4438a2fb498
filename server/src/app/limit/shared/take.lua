-- The limits of votes.rs, for several instances. A bucket's key holds the moment, in microseconds of this Redis's own clock,
-- when it will be full again; a full one is forgotten.
-- KEYS: the device's bucket, the group's bucket, the mark of a voter who is known, how many new devices the group has had, and
-- how many of its phones are at which instance.
-- ARGV: for each bucket how many at once, and how many microseconds until one more; then how many new devices have room where no
-- phone is there, this instance's name, how many phones are there, whether the voter is known there, whether there is a voter,
-- how many milliseconds a voter stays known, and how many microseconds an instance's phones count.
-- Takes everything or nothing, and answers how long to wait, in microseconds.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local base, me, here = tonumber(ARGV[5]), ARGV[6], tonumber(ARGV[7])
local known, voter, stays, counts = ARGV[8] == '1', ARGV[9] == '1', ARGV[10], tonumber(ARGV[11])
local after = {}
for i = 1, 2 do
    local every = tonumber(ARGV[2 * i])
    local latest = now + ARGV[2 * i - 1] * every
    local full_at = tonumber(redis.call('GET', KEYS[i]) or now)
    -- A clock that is set back keeps nobody out for longer than an empty bucket does.
    after[i] = math.min(math.max(full_at, now), latest) + every
    if after[i] > latest then
        return after[i] - latest
    end
end
if voter and not known and redis.call('EXISTS', KEYS[3]) == 0 then
    local room = base + here
    local told = redis.call('HGETALL', KEYS[5])
    for i = 1, #told, 2 do
        local phones, at = string.match(told[i + 1], '(%d+) (%d+)')
        if told[i] ~= me and math.abs(now - tonumber(at)) < counts then
            room = room + phones
        end
    end
    local devices, at = unpack(redis.call('HMGET', KEYS[4], 'devices', 'at'))
    local drained = math.max(now - (at or now), 0) * room / 60000000
    devices = math.max((devices or 0) - drained, 0)
    if devices + 1 > room then
        return math.ceil((devices + 1 - room) * 60000000 / room)
    end
    redis.call('HSET', KEYS[4], 'devices', string.format('%.6f', devices + 1), 'at', string.format('%.0f', now))
    redis.call('PEXPIRE', KEYS[4], math.ceil(math.min((devices + 1) * 60000 / base, tonumber(stays))))
end
for i = 1, 2 do
    redis.call('SET', KEYS[i], string.format('%.0f', after[i]), 'PX', math.ceil((after[i] - now) / 1000))
end
if voter then
    redis.call('SET', KEYS[3], 1, 'PX', stays)
end
return 0
