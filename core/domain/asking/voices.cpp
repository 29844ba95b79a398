// SPDX-License-Identifier: Apache-2.0
// What customers say, kept in their words and shown to others only with their consent.
#include "domain/arguments.hpp"
#include "domain/asking/asking.hpp"
#include "domain/practice.hpp"

namespace tandem::domain {
namespace {

const EntityInfo& voices(Change& change) { return change.entity(kCustomerVoice); }

constexpr Argument kCaptureArguments[] = {
    {.name = "kind",
     .type = Type::choice,
     .required = true,
     .choices = kVoiceKinds,
     .doc = "story, pain, quote, use case or objection"},
    {.name = "text", .type = Type::text, .required = true, .doc = "what the customer said"},
    {.name = "account_id", .type = Type::ref, .target = "account", .doc = "the customer"},
    {.name = "told_by", .type = Type::text, .doc = "role of the contact who said it"},
    {.name = "consent_to_publish", .type = Type::boolean, .doc = "may be shown to others; absent: no"},
    {.name = "journey_stage", .type = Type::text, .doc = "where on the buyer's path it was said"},
};

Json capture(Change& change, const VerbCall& call) {
  const Who who = named_person(change, call.verb.name);
  const std::string kind = text_of(call.args, "kind");
  const bool consent = flag_of(call.args, "consent_to_publish");
  Draft draft(voices(change));
  draft.id(kCustomerVoice["account_id"], id_of(call.args, "account_id"))
      .id(kCustomerVoice["captured_by"], who.id)
      .number(kCustomerVoice["captured_at"], call.at)
      .text(kCustomerVoice["kind"], kind)
      .text(kCustomerVoice["text"], required_text(call.args, "text", "give the customer's words"))
      .flag(kCustomerVoice["consent_to_publish"], consent);
  if (given(call.args, "told_by")) draft.text(kCustomerVoice["told_by"], text_of(call.args, "told_by"));
  if (given(call.args, "journey_stage")) {
    draft.text(kCustomerVoice["journey_stage"], text_of(call.args, "journey_stage"));
  }
  const Id record = draft.create(change);
  change.event("voice.captured", "customer_voice", record,
               {{"kind", kind}, {"by_side", side_name(who.side)}, {"may_publish", consent}});
  return Json{{"id", record.text()}, {"revision", 1}};
}

constexpr Argument kConsentArguments[] = {
    {.name = "to_publish",
     .type = Type::boolean,
     .required = true,
     .doc = "whether the customer lets us show it to others"},
};

Json consent(Change& change, const VerbCall& call) {
  named_person(change, call.verb.name);
  const bool to_publish = flag_of(call.args, "to_publish");
  const auto revision = Draft(voices(change))
                            .flag(kCustomerVoice["consent_to_publish"], to_publish)
                            .update(change, call.record);
  change.event("voice.consent_changed", "customer_voice", call.record, {{"may_publish", to_publish}});
  return Json{{"id", call.record.text()}, {"revision", revision}};
}

constexpr Verb kVoicesVerbs[] = {
    {.name = "voice.capture",
     .entity = "customer_voice",
     .creates = true,
     .arguments = kCaptureArguments,
     .doc = "keeps what a customer said",
     .run = capture},
    {.name = "voice.consent",
     .entity = "customer_voice",
     .arguments = kConsentArguments,
     .doc = "the customer gives or takes back the consent to publish",
     .run = consent},
};

}  // namespace

void add_voices(Catalogue& catalogue) { catalogue.add(kVoicesVerbs); }

}  // namespace tandem::domain
