// What each call takes and gives, for the OpenAPI document: one function for each handler, made
// from the tables that read and write.
#pragma once

#include "dialects/description.h"

namespace muster::dialects::ecwid::describe {

Description search_customers();
Description create_customer();
Description list_deleted_customers();
Description list_customer_filters();
Description list_locations();
Description list_products();
Description get_customer();
Description update_customer();
Description remove_customer();
Description list_contacts();
Description create_contact();
Description get_contact();
Description update_contact();
Description remove_contact();
Description list_customer_orders();
Description list_customer_ids();
Description update_customers();
Description list_groups();
Description create_group();
Description get_group();
Description update_group();
Description remove_group();
Description list_extrafields();
Description create_extrafield();
Description get_extrafield();
Description update_extrafield();
Description remove_extrafield();
Description list_orders();
Description create_order();
Description remove_order();
Description create_batch();
Description get_batch();
Description remove_batch();
Description cancel_batches();
Description get_profile();
Description get_latest_stats();
Description get_token_info();
Description list_countries();
Description list_states();

// Whom a caller says they are, and what a problem looks like.
void document(Json& document);

} // namespace muster::dialects::ecwid::describe
