// SPDX-License-Identifier: Apache-2.0
// Each transform of the closed list: what it does to a value on its way in and on its way out. Built from a
// mapping by transform.cpp, which sets their members.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/money.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "sync/mapping/transform.hpp"

namespace tandem::sync::steps {

inline Value kept(Arena& arena, std::string_view text) { return model::text(arena.keep(text)); }

[[noreturn]] inline void unreadable(const TransformContext& context, std::string_view wanted) {
  throw Error(TANDEM_INVALID_ARGUMENT,
              "the value for '" + std::string(context.field.name) + "' is not " + std::string(wanted),
              "correct the value, or the field's transform in the mapping");
}

class Text final : public Transform {
 public:
  bool trim_ = true;
  bool lower_ = false, upper_ = false;
  std::size_t max_ = 0;

  Value in(const Value& remote, const TransformContext& c) const override { return apply(remote, c, 0); }
  Value out(const Value& local, const TransformContext& c) const override { return apply(local, c, max_); }

 private:
  Value apply(const Value& value, const TransformContext& c, std::size_t max) const {
    if (!model::has(value)) return value;
    std::string text = plain_text(value);
    if (trim_) text = std::string(trim(text));
    if (lower_) text = ascii_lower(text);
    if (upper_) {
      std::transform(text.begin(), text.end(), text.begin(),
                     [](char ch) { return ch >= 'a' && ch <= 'z' ? static_cast<char>(ch - 32) : ch; });
    }
    if (max != 0) text = std::string(cut(text, max));
    return kept(c.arena, text);
  }
};

class EnumMap final : public Transform {
 public:
  std::map<std::string, std::string, std::less<>> in_, out_;
  enum class Else { refuse, keep, null } else_ = Else::refuse;
  std::optional<std::string> other_;  ///< what every value becomes that is not listed; has no way back

  Value in(const Value& v, const TransformContext& c) const override {
    if (other_ && model::has(v)) {
      std::string scratch;
      if (in_.find(plain_view(v, scratch)) == in_.end()) return kept(c.arena, *other_);
    }
    return apply(in_, v, c);
  }
  Value out(const Value& v, const TransformContext& c) const override { return apply(out_, v, c); }

 private:
  Value apply(const std::map<std::string, std::string, std::less<>>& table, const Value& value,
              const TransformContext& c) const {
    if (!model::has(value)) return value;
    std::string scratch;
    const auto found = table.find(plain_view(value, scratch));
    if (found != table.end()) return kept(c.arena, found->second);
    if (else_ == Else::keep) return value;
    if (else_ == Else::null) return model::null();
    unreadable(c, "in the mapping's list of values");
  }
};

class Date final : public Transform {
 public:
  std::string pattern_, zone_ = "UTC";

  Value in(const Value& value, const TransformContext& c) const override {
    if (!model::has(value)) return value;
    const bool to_date = c.field.type == model::Type::date;
    if (value.kind == TANDEM_VALUE_DATE) return to_date ? value : model::instant(midnight(value.as.i, c));
    if (value.kind == TANDEM_VALUE_INSTANT) {
      return to_date ? model::date(date_in_zone(value.as.i, zone_)) : value;
    }
    std::string scratch;
    const std::string_view text = trim(plain_view(value, scratch));
    if (text.empty()) return model::null();
    if (pattern_.empty()) return coerce(c.field, kept(c.arena, text), c.arena);
    const auto instant = parse_pattern(text, pattern_, zone_);
    if (!instant) unreadable(c, "a date in the pattern " + pattern_);
    return to_date ? model::date(date_in_zone(*instant, zone_)) : model::instant(*instant);
  }
  Value out(const Value& value, const TransformContext& c) const override {
    if (!model::has(value)) return value;
    if (pattern_.empty()) return value;
    const Instant at = value.kind == TANDEM_VALUE_DATE ? midnight(value.as.i, c) : value.as.i;
    return kept(c.arena, format_pattern(at, pattern_, zone_));
  }

 private:
  Instant midnight(Days day, const TransformContext& c) const {
    const auto instant = parse_pattern(format_date(day), "%Y-%m-%d", zone_);
    if (!instant) unreadable(c, "a date");
    return *instant;
  }
};

class DecimalMinor final : public Transform {
 public:
  std::string currency_;

  Value in(const Value& value, const TransformContext& c) const override {
    if (!model::has(value)) return value;
    if (value.kind == TANDEM_VALUE_DOUBLE) unreadable(c, "an exact decimal");
    std::string scratch;
    const auto parsed = decimal_to_minor(trim(plain_view(value, scratch)), digits(c));
    if (!parsed) unreadable(c, "a decimal number");
    return model::integer(parsed->minor);
  }
  Value out(const Value& value, const TransformContext& c) const override {
    if (!model::has(value)) return value;
    return model::bytes(TANDEM_VALUE_DECIMAL, c.arena.keep(minor_to_decimal(value.as.i, digits(c))));
  }

 private:
  int digits(const TransformContext& c) const {
    const std::string_view code = currency_.empty() ? c.currency : std::string_view(currency_);
    const auto found = minor_digits(code);
    if (!found) unreadable(c, "of a known currency");
    return *found;
  }
};

/// local = remote × num ÷ den; six digits are kept on the way.
class Scale final : public Transform {
 public:
  std::int64_t num_ = 1, den_ = 1;
  static constexpr std::int64_t kMillion = 1'000'000;

  Value in(const Value& value, const TransformContext& c) const override {
    if (!model::has(value)) return value;
    std::string scratch;
    const auto parsed = decimal_to_minor(trim(plain_view(value, scratch)), 6);
    if (!parsed) unreadable(c, "a number");
    return model::integer(scale_round(scale_round(parsed->minor, num_, den_), 1, kMillion));
  }
  Value out(const Value& value, const TransformContext& c) const override {
    if (!model::has(value)) return value;
    const std::string text = minor_to_decimal(scale_round(value.as.i * kMillion, den_, num_), 6);
    return model::bytes(TANDEM_VALUE_DECIMAL, c.arena.keep(canonical_decimal(text).value_or(text)));
  }
};

class Truth final : public Transform {
 public:
  std::vector<std::string> true_, false_;

  Value in(const Value& value, const TransformContext& c) const override {
    if (!model::has(value)) return value;
    const std::string text = plain_text(value);
    if (std::find(true_.begin(), true_.end(), text) != true_.end()) return model::boolean(true);
    if (std::find(false_.begin(), false_.end(), text) != false_.end()) return model::boolean(false);
    unreadable(c, "one of the mapping's words for true and false");
  }
  Value out(const Value& value, const TransformContext& c) const override {
    if (!model::has(value)) return value;
    return kept(c.arena, (value.as.i != 0 ? true_ : false_).front());
  }
};

class ZeroToNull final : public Transform {
 public:
  Value in(const Value& value, const TransformContext&) const override {
    if (!model::has(value)) return value;
    std::string scratch;
    const auto text = canonical_decimal(trim(plain_view(value, scratch)));
    return text && *text == "0" ? model::null() : value;
  }
  Value out(const Value& value, const TransformContext&) const override { return value; }
};

class Refer final : public Transform {
 public:
  explicit Refer(Reference reference) : reference_(std::move(reference)) {}

  Value in(const Value& value, const TransformContext& c) const override {
    if (!model::has(value)) return value;
    std::string scratch;
    const std::string_view key = trim(plain_view(value, scratch));
    if (key.empty()) return model::null();
    const Reference::RemoteType* type = reference_.type_of(key);
    if (type == nullptr) return model::null();
    const Id id = c.references->local(reference_, *type, key);
    return model::bytes(TANDEM_VALUE_ID, c.arena.keep(id.view()));
  }
  Value out(const Value& value, const TransformContext& c) const override {
    if (!model::has(value)) return value;
    const auto remote = c.references->remote(reference_, model::to_id(value));
    if (!remote) throw Waiting(reference_.remote_types.front().entity, "to be linked");
    return kept(c.arena, remote->id);
  }
  const Reference* reference() const override { return &reference_; }

 private:
  Reference reference_;
};

class List final : public Transform {
 public:
  std::string by_ = ";";

  Value in(const Value& value, const TransformContext& c) const override {
    if (!model::has(value)) return value;
    Json list = Json::array();
    const std::string text = plain_text(value);
    for (std::size_t at = 0; at <= text.size();) {
      const std::size_t end = std::min(text.find(by_, at), text.size());
      const std::string_view part = trim(std::string_view(text).substr(at, end - at));
      if (!part.empty()) list.push_back(std::string(part));
      at = end + by_.size();
    }
    if (list.empty()) return model::null();
    return coerce(c.field, kept(c.arena, list.dump()), c.arena);
  }
  Value out(const Value& value, const TransformContext& c) const override {
    if (!model::has(value)) return value;
    std::vector<std::string> parts;
    for (const Json& item : parse_json(plain_text(value), "a list")) parts.push_back(item.get<std::string>());
    return kept(c.arena, joined(parts, by_));
  }
};

}  // namespace tandem::sync::steps
