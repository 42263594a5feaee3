-- Changes one group of the tenant bench through the native API: every request is a durable write.
local count = 0
wrk.headers["Authorization"] = "Bearer " .. os.getenv("KEY")
wrk.headers["Muster-Tenant"] = "bench"

request = function()
   count = count + 1
   return wrk.format("PATCH", "/v1/groups/1", nil, string.format('{"description": "change %d"}', count))
end
