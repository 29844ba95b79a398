// SPDX-License-Identifier: Apache-2.0
#include "domain/agreements/acknowledgements.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "domain/arguments.hpp"

namespace tandem::domain {
namespace {

Id acknowledged_before(Change& change, const Id& subject, const Id& person) {
  auto find =
      change.database().prepare("SELECT id FROM acknowledgement WHERE subject_id = ? AND person_id = ?");
  find.bind(1, subject).bind(2, person);
  return find.step() ? find.id(0) : Id{};
}

}  // namespace

Json acknowledge_version(Change& change, const VerbCall& call, const Row& version, const Readable& readable) {
  const Who who = confirmed_person(change, readable.verb);
  if (who.id.empty()) {
    throw Refusal(TANDEM_FORBIDDEN, "no_person", "only a person can have read something",
                  "open the session for a person");
  }
  const std::string_view state = text_of(version, readable.state);
  if (state == "draft" || state == "proposed" || state == "withdrawn") {
    throw Refusal(TANDEM_INVALID_STATE, "not_signed_yet",
                  concat({"this version is ", state, "; there is nothing to learn yet"}),
                  "wait until both sides have signed it");
  }
  const auto score = number_of(call.args, "quiz_score");
  if (score && (*score < 0 || *score > 100)) {
    throw Refusal(TANDEM_INVALID_ARGUMENT, "out_of_range", "a quiz score lies between 0 and 100",
                  "give quiz_score in percent");
  }
  const EntityInfo& entity = change.entity(kAcknowledgement);
  Draft draft(entity);
  draft.number(kAcknowledgement["at"], call.at);
  if (score) draft.number(kAcknowledgement["quiz_score"], *score);
  Id record = acknowledged_before(change, call.record, who.id);
  std::int64_t revision = 1;
  if (record.empty()) {
    draft.text(kAcknowledgement["subject_entity"], readable.entity)
        .id(kAcknowledgement["subject_id"], call.record)
        .id(kAcknowledgement["person_id"], who.id);
    record = draft.create(change);
  } else {
    revision = draft.update(change, record);
  }
  change.event(readable.event, "acknowledgement", record, {{"subject_id", call.record.text()}}, call.record);
  return answer(entity, record, revision, state);
}

}  // namespace tandem::domain
