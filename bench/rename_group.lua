-- Renames one group on and on, each time differently: every request is a durable write.
local token = os.getenv("TOKEN")
local count = 0

request = function()
   count = count + 1
   local body = string.format('{"name": "Group %d"}', count)
   return wrk.format("PUT", nil, {["Authorization"] = "Bearer " .. token, ["Content-Type"] = "application/json"}, body)
end
