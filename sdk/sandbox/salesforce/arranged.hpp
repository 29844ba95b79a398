// SPDX-License-Identifier: Apache-2.0
// What people do inside the CRM, behind the API's back: convert, merge, undelete, purge, change.
#pragma once
#include <string>

#include "org.hpp"

namespace tandem::sandbox::salesforce {

// {"leadId", "convertedStatus"?, "accountId"?, "contactId"?, "doNotCreateOpportunity"?, "opportunityName"?}
Json convert_lead(Org& org, const Json& body);
// {"masterId", "loserIds": [..]}
Json merge_records(Org& org, const Json& body);
// {"ids": [..]}
Json undelete_records(Org& org, const Json& body);
// {"ids": [..]} or {"all": true}: out of the recycle bin; "trim_delete_log": true forgets deletions as well
Json purge_records(Org& org, const Json& body);
// {"object", "id"?, "fields", "user"?, "commit_after_seconds"?, "touch"?}: a change made in the user
// interface. With touch the platform bumps SystemModstamp alone.
Json change_record(Org& org, const Json& body);
// {"id", "seconds"}
Json lock_record(Org& org, const Json& body);

}  // namespace tandem::sandbox::salesforce
