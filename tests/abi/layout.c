/* SPDX-License-Identifier: Apache-2.0 */
/* Size and last member's offset of every public struct, on 64-bit machines. A line changes only when a
 * member is appended, together with the version; a line that no longer holds is a broken promise. */
#include <tandem/adapter.h>
#include <tandem/tandem.h>

#define FROZEN(type, last, size, offset)                             \
  _Static_assert(sizeof(type) == (size), #type " changed its size"); \
  _Static_assert(offsetof(type, last) == (offset), #type "." #last " moved")

_Static_assert(sizeof(void*) == 8, "the numbers below are those of 64-bit machines");
_Static_assert(TANDEM_VERSION_NUMBER == 1000, "a new version: freeze what it adds, then raise this number");

FROZEN(tandem_str, size, 16, 8);
FROZEN(tandem_id, bytes, 16, 0);
FROZEN(tandem_write_options, request_key, 40, 24);
FROZEN(tandem_bulk_options, live_from, 40, 32);
FROZEN(tandem_store_options, clock_context, 72, 64);
FROZEN(tandem_sync_options, progress_context, 40, 32);
FROZEN(tandem_value, as, 16, 8);
FROZEN(tandem_error_info, retry_after_ms, 56, 48);
FROZEN(tandem_call_api, deadline, 32, 24);
FROZEN(tandem_json_sink, put, 24, 16);
FROZEN(tandem_cap_verify, verify, 16, 8);
FROZEN(tandem_cap_schema, schema, 16, 8);
FROZEN(tandem_pull_request, reserved, 80, 76);
FROZEN(tandem_page_end, reserved, 48, 44);
FROZEN(tandem_page_sink, set, 24, 16);
FROZEN(tandem_cap_pull, pull, 16, 8);
FROZEN(tandem_cap_get, get, 16, 8);
FROZEN(tandem_cap_find, find, 16, 8);
FROZEN(tandem_push_item, values, 64, 56);
FROZEN(tandem_push_batch, item_size, 64, 56);
FROZEN(tandem_push_result, retry_after_ms, 104, 96);
FROZEN(tandem_result_sink, put, 24, 16);
FROZEN(tandem_cap_push, push, 16, 8);
FROZEN(tandem_adapter_config, connection_id, 40, 24);
FROZEN(tandem_adapter_entry, get_capability, 88, 80);
FROZEN(tandem_host, get_service, 32, 24);
FROZEN(tandem_host_log, write, 16, 8);
FROZEN(tandem_host_clock, sleep, 24, 16);
FROZEN(tandem_host_random, fill, 16, 8);
FROZEN(tandem_host_metrics, count, 16, 8);
FROZEN(tandem_host_secrets, forget_session, 24, 16);
FROZEN(tandem_header, value, 32, 16);
FROZEN(tandem_http_request, capture_name, 112, 96);
FROZEN(tandem_http_response, body, 40, 24);
FROZEN(tandem_host_http, send, 16, 8);
FROZEN(tandem_host_auth, digest, 24, 16);
FROZEN(tandem_file_info, modified_at, 32, 24);
FROZEN(tandem_host_files, replace, 32, 24);
FROZEN(tandem_row, extra, 88, 72);
FROZEN(tandem_row_sink, emit, 24, 16);
