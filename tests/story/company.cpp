// SPDX-License-Identifier: Apache-2.0
#include "company.hpp"

#include <chrono>
#include <stdexcept>

namespace story {
namespace {

Json parsed(const tandem::Text& text) { return Json::parse(text.view()); }

std::string said(const tandem::Error& error) {
  return std::string(error.message()) + " | " + std::string(error.advice());
}

int number(const std::string& text, std::size_t from, std::size_t count) {
  return std::stoi(text.substr(from, count));
}

}  // namespace

void Company::SetUp() {
  auto options = tandem::store_options();
  options.clock = [](void* now) { return *static_cast<std::int64_t*>(now); };
  options.clock_context = &now_;
  at("2026-06-22 09:00");
  store_ = tandem::Store::create((folder_ / "company.tandem").string(),
                                 R"({"admin_name":"Ops","admin_email":"ops@looms.example"})", options)
               .value();
  admin_ = tandem::Session::open(*store_).value();
}

void Company::TearDown() {
  people_.clear();
  admin_.reset();
  store_.reset();
  EXPECT_EQ(tandem_live_objects(), 0);
}

std::int64_t Company::instant(const std::string& local) {
  using namespace std::chrono;
  const sys_days day = year(number(local, 0, 4)) / month(static_cast<unsigned>(number(local, 5, 2))) /
                       std::chrono::day(static_cast<unsigned>(number(local, 8, 2)));
  const auto time = hours(number(local, 11, 2)) + minutes(number(local, 14, 2)) - hours(2);
  return duration_cast<microseconds>((day + time).time_since_epoch()).count();
}

void Company::at(const std::string& local) {
  const std::int64_t then = instant(local);
  ASSERT_GE(then, now_) << "a story does not go back: " << local;
  now_ = then;
}

Json Company::time_passes() { return parsed(store_->tick().value()); }

void Company::hire(const std::string& name, const std::string& side, bool signer) {
  const std::string email = name + "@looms.example";
  const std::string id =
      put("person", {{"name", name}, {"email", email}, {"side", side}, {"is_signer", signer}});
  (void)admin_->act("person.confirm", id).value();
  people_.emplace(name, Person{id, tandem::Session::open(*store_, email).value()});
}

std::string Company::done(const std::string& who, std::string_view verb, const std::string& record,
                          const Json& args, const tandem_write_options& options) {
  auto result = people_.at(who).session.act(verb, record, args.dump(), options);
  if (!result.ok()) throw std::runtime_error(std::string(verb) + " of " + who + ": " + said(result.error()));
  return parsed(*result).at("id");
}

std::string Company::act(const std::string& who, std::string_view verb, const std::string& record,
                         const Json& args) {
  return done(who, verb, record, args, tandem::write_options());
}

std::string Company::act_late(const std::string& who, const std::string& happened, std::string_view verb,
                              const std::string& record, const Json& args) {
  auto options = tandem::write_options();
  options.at = instant(happened);
  return done(who, verb, record, args, options);
}

std::string Company::refused(const std::string& who, std::string_view verb, const std::string& record,
                             const Json& args) {
  const auto result = people_.at(who).session.act(verb, record, args.dump());
  if (!result.ok()) return said(result.error());
  ADD_FAILURE() << verb << " of " << who << " was not refused";
  return {};
}

std::string Company::put(std::string_view entity, const Json& document) {
  auto result = admin_->put(entity, document.dump());
  if (!result.ok()) throw std::runtime_error(std::string(entity) + ": " + said(result.error()));
  return parsed(*result).at("id");
}

Json Company::get(std::string_view entity, const std::string& id) {
  return parsed(admin_->get(entity, id).value());
}

std::vector<Json> Company::read(tandem::Cursor cursor) {
  std::vector<Json> rows;
  while (cursor.next().value()) rows.push_back(parsed(cursor.json().value()));
  return rows;
}

std::vector<Json> Company::rows(const tandem::Session& session, std::string_view query, const Json& args) {
  auto answered = session.query(query, args.dump());
  if (!answered.ok()) throw std::runtime_error(std::string(query) + ": " + said(answered.error()));
  return read(std::move(answered).value());
}

std::vector<Json> Company::ask(std::string_view query, const Json& args) {
  std::vector<Json> seen = rows(people_.at("Mia").session, query, args);
  EXPECT_EQ(seen, rows(people_.at("Sam").session, query, args)) << query << ": both sides see one number";
  return seen;
}

Json Company::row(std::string_view query, std::string_view column, const Json& value, const Json& args) {
  for (Json& one : ask(query, args)) {
    if (one.at(std::string(column)) == value) return one;
  }
  ADD_FAILURE() << query << " has no row where " << column << " is " << value;
  return {};
}

std::int64_t Company::events(std::string_view kind) {
  const std::string statement =
      "SELECT count(*) AS n FROM v_journal WHERE kind = '" + std::string(kind) + "'";
  return read(admin_->sql(statement).value()).at(0).at("n");
}

std::string Company::metric(const std::string& key) {
  return read(admin_->sql("SELECT id_text FROM v_metric WHERE key = '" + key + "'").value())
      .at(0)
      .at("id_text");
}

void Company::nothing_is_broken() {
  const Json report = parsed(store_->verify().value());
  for (const Json& check : report.at("checks")) {
    EXPECT_TRUE(check.at("ok").get<bool>()) << check.dump();
  }
}

std::string Company::scorecard_of(const std::string& who) {
  return std::string(people_.at(who).session.scorecard("{}", "text").value().view());
}

}  // namespace story
