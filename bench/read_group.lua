-- Reads a group of the tenant bench through the native API.
wrk.headers["Authorization"] = "Bearer " .. os.getenv("KEY")
wrk.headers["Muster-Tenant"] = "bench"
wrk.path = "/v1/groups/" .. os.getenv("GROUP")
