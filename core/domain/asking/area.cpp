// SPDX-License-Identifier: Apache-2.0
// All parts of what the sides ask and tell each other, each in the file of its subject.
#include "domain/practice.hpp"

namespace tandem::domain {

Part add_feedback, add_requests, add_request_answers, add_request_times, add_voices, add_insights,
    add_win_loss, add_signals, add_ideas, add_open_work_queries, add_request_queries, add_voice_queries;

void add_asking(Catalogue& catalogue) {
  for (Part* const add :
       {add_feedback, add_requests, add_request_answers, add_request_times, add_voices, add_insights,
        add_win_loss, add_signals, add_ideas, add_open_work_queries, add_request_queries, add_voice_queries})
    add(catalogue);
}

}  // namespace tandem::domain
