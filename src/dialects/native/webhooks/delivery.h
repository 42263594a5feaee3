// Sends the events of webhooks: which thread does what, and what a request looks like.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "dialects/dialect.h"

namespace muster::dialects::native {

// Sends one request and returns the status; an error when no answer came.
using PostEvent = std::function<Result<int>(
    const std::string& url, const std::vector<http::Header>& headers, const std::string& body)>;

// Finds the stored webhooks, and gives the tasks that deliver.
Result<std::vector<Task>> webhook_tasks(Services& services);

// Turns of all webhooks that are due.
Result<void> deliver_due(Work& work, const PostEvent& post);

// "t=1767225600,v1=9f86…": of each secret the HMAC-SHA256 of "t.body", in hexadecimal digits.
std::string webhook_signature(const std::vector<std::string>& secrets, Time sent,
                              const std::string& body);

} // namespace muster::dialects::native
