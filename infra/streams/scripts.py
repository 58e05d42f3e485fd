"""The scripts that keep lines of waiting entries in Redis or Valkey; each runs as one step that nothing interrupts.

Keys: `{name}:line:{id}` is a stream per line; `{name}:marked` the set of lines that are believed to be in the ready
stream; `{name}:ready` the ready stream, read by one consumer group. Lines are made on the fly, so keys are not declared:
that is right for one primary with replicas, and cluster mode would want a `{shard}` in every key.
"""

APPEND = """
local name = ARGV[1]
local lengths = {}
for i = 2, #ARGV, 2 do
  local line = ARGV[i]
  local key = name .. ':line:' .. line
  redis.call('XADD', key, '*', 'e', ARGV[i + 1])
  if redis.call('SADD', name .. ':marked', line) == 1 then
    redis.call('XADD', name .. ':ready', '*', 'l', line)
  end
  lengths[#lengths + 1] = redis.call('XLEN', key)
end
return lengths
"""
"""ARGV: name, then line and entry by turns. Returns each line's length after its append."""

LENGTHS = """
local lengths = {}
for i = 2, #ARGV do
  lengths[i - 1] = redis.call('XLEN', ARGV[1] .. ':line:' .. ARGV[i])
end
return lengths
"""
"""ARGV: name, then lines. Returns their lengths."""

READ = """
local name, per_line, left = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local found = {}
for i = 4, #ARGV, 1000 do
  redis.call('SREM', name .. ':marked', unpack(ARGV, i, math.min(#ARGV, i + 999)))
end
for i = 4, #ARGV do
  local line = ARGV[i]
  local entries = {}
  if left > 0 then
    local read = redis.call('XRANGE', name .. ':line:' .. line, '-', '+', 'COUNT', math.min(per_line, left))
    for _, entry in ipairs(read) do
      entries[#entries + 1] = entry[1]
      entries[#entries + 1] = entry[2][2]
    end
    left = left - #read
  end
  found[#found + 1] = entries
end
return found
"""
"""ARGV: name, most entries a line, most entries in all, then lines. Clears the lines' marks; returns for each line its
first entries: stream id and entry by turns."""

FINISH = """
local name = ARGV[1]
local ready = name .. ':ready'
local i, waiting = 3, 0
for _ = 1, tonumber(ARGV[2]) do
  local line, count = ARGV[i], tonumber(ARGV[i + 1])
  local key = name .. ':line:' .. line
  i = i + 2
  for j = i, i + count - 1, 1000 do
    redis.call('XDEL', key, unpack(ARGV, j, math.min(i + count - 1, j + 999)))
  end
  i = i + count
  if redis.call('XLEN', key) > 0 then
    waiting = waiting + 1
    if redis.call('SADD', name .. ':marked', line) == 1 then
      redis.call('XADD', ready, '*', 'l', line)
    end
  else
    redis.call('DEL', key)
  end
end
for j = i, #ARGV, 1000 do
  redis.pcall('XACK', ready, name, unpack(ARGV, j, math.min(#ARGV, j + 999)))
  redis.call('XDEL', ready, unpack(ARGV, j, math.min(#ARGV, j + 999)))
end
return waiting
"""
"""ARGV: name, count of lines, then for each line its id, a count and that many stream ids; then tokens of the ready
stream. Deletes the entries, readies the lines that have more, and acknowledges the tokens."""

RESTORE = """
local name, line = ARGV[1], ARGV[2]
local key = name .. ':line:' .. line
local present = {}
for _, entry in ipairs(redis.call('XRANGE', key, '-', '+')) do
  present[entry[2][2]] = true
end
local restored = 0
for i = 3, #ARGV do
  if not present[ARGV[i]] then
    redis.call('XADD', key, '*', 'e', ARGV[i])
    restored = restored + 1
  end
end
redis.call('SADD', name .. ':marked', line)
redis.call('XADD', name .. ':ready', '*', 'l', line)
return restored
"""
"""ARGV: name, line, then entries, oldest first. Appends those that the line lacks, and readies it whatever its mark says,
because the mark may have outlived the ready entry that it stands for."""

READY = """
for i = 2, #ARGV do
  redis.call('SADD', ARGV[1] .. ':marked', ARGV[i])
  redis.call('XADD', ARGV[1] .. ':ready', '*', 'l', ARGV[i])
end
return #ARGV - 1
"""
"""ARGV: name, then lines. Readies them whatever their marks say."""
