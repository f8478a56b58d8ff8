-- Sends the bodies of a file in turns, and tells at the end what it measured as one line of JSON.
local requests, turn = {}, 0

function init()
  local headers = { ["Content-Type"] = "application/json" }
  local authorization = os.getenv("AUTHORIZATION")
  if authorization ~= "" then headers["Authorization"] = authorization end
  for body in io.lines(os.getenv("BODIES")) do
    requests[#requests + 1] = wrk.format("POST", nil, headers, body)
  end
end

function request()
  turn = turn % #requests + 1
  return requests[turn]
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format('\n{"per_second": %.1f, "p50_us": %.1f, "p99_us": %.1f, "failed": %d}\n',
    summary.requests / summary.duration * 1e6, latency:percentile(50), latency:percentile(99), failed))
end
