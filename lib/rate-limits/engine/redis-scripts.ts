/**
 * Both scripts run as one step of Redis, by its own clock, on the keys of one tenant (one hash tag, so one node of a cluster).
 * A window is a hash of its slots with what is counted in each; calls at a time are a sorted set of calls by when they are
 * forgotten if nobody ends them.
 */

/**
 * All or none. ARGV: id, how long a place lasts at most, then for each key window, slot, limit, amount (window 0: calls at a time).
 * Answers admitted (1 or 0), the key that decides (from 1), the wait, then remaining, reset and slot of each key.
 */
export const takeScript = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local state, short, wait = {}, 0, 0
for i, key in ipairs(KEYS) do
  local at = 2 + (i - 1) * 4
  local window, slot_ms, limit, amount = tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3]), tonumber(ARGV[at + 4])
  local mine = { used = 0, reset = 0, slot = 0, slots = {} }
  local needs = 0
  if window == 0 then
    redis.call('ZREMRANGEBYSCORE', key, '-inf', now)
    mine.used = redis.call('ZCARD', key)
    if mine.used + amount > limit then needs = 1000 end
  else
    local kept = math.ceil(window / slot_ms) + 1
    mine.slot = math.floor(now / slot_ms)
    local all = redis.call('HGETALL', key)
    for j = 1, #all, 2 do
      local slot, value = tonumber(all[j]), tonumber(all[j + 1])
      if slot <= mine.slot - kept then
        redis.call('HDEL', key, all[j])
      elseif value > 0 then
        mine.used = mine.used + value
        mine.slots[#mine.slots + 1] = { slot, value }
      end
    end
    table.sort(mine.slots, function(a, b) return a[1] < b[1] end)
    if #mine.slots > 0 then mine.reset = (mine.slots[#mine.slots][1] + kept) * slot_ms - now end
    if mine.used + amount > limit then
      local left = mine.used
      for _, one in ipairs(mine.slots) do
        left = left - one[2]
        needs = math.max(1, (one[1] + kept) * slot_ms - now)
        if left + amount <= limit then break end
      end
      needs = math.max(1, needs)
    end
  end
  if needs > wait then short, wait = i, needs end
  state[i] = mine
end
local answer = { short == 0 and 1 or 0, short, math.ceil(wait) }
for i, key in ipairs(KEYS) do
  local at = 2 + (i - 1) * 4
  local window, slot_ms, limit, amount = tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3]), tonumber(ARGV[at + 4])
  local mine = state[i]
  if short == 0 and amount > 0 then
    mine.used = mine.used + amount
    if window == 0 then
      redis.call('ZADD', key, now + tonumber(ARGV[2]), ARGV[1])
      redis.call('PEXPIRE', key, tonumber(ARGV[2]))
    else
      redis.call('HINCRBY', key, mine.slot, amount)
      redis.call('PEXPIRE', key, window + 2 * slot_ms)
      mine.reset = (mine.slot + math.ceil(window / slot_ms) + 1) * slot_ms - now
    end
  end
  answer[#answer + 1] = math.max(0, limit - mine.used)
  answer[#answer + 1] = math.ceil(mine.reset)
  answer[#answer + 1] = mine.slot
end
return answer
`;

/** ARGV: id, then for each key window, slot length, the slot it was counted in, and how much more (or, negative, less) was used. */
export const settleScript = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for i, key in ipairs(KEYS) do
  local at = 1 + (i - 1) * 4
  local window, slot_ms, slot, more = tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3]), tonumber(ARGV[at + 4])
  if window == 0 then
    redis.call('ZREM', key, ARGV[1])
  elseif more < 0 then
    local counted = tonumber(redis.call('HGET', key, slot) or '0')
    if counted > 0 then redis.call('HINCRBY', key, slot, -math.min(counted, -more)) end
  elseif more > 0 then
    redis.call('HINCRBY', key, math.floor(now / slot_ms), more)
    redis.call('PEXPIRE', key, window + 2 * slot_ms)
  end
end
return 1
`;
