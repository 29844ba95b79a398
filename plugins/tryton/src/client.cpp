// SPDX-License-Identifier: Apache-2.0
#include "client.hpp"

#include <array>
#include <tandem/cpp/json.hpp>
#include <tandem/cpp/times.hpp>

#include "json_value.hpp"
#include "text.hpp"

namespace tandem::tryton {
namespace {

using adapter::Failure;

constexpr const char* kSession = "tryton_session";
constexpr std::int64_t kLockedOutMs = 300'000;  // Tryton forgets failed sign-ins after its session timeout
constexpr int kMostWarnings = 5;

bool reads_only(std::string_view method) {
  return method == "search" || method == "search_count" || method == "search_read" || method == "read" ||
         method == "fields_get" || method == "get_access" || method == "default_get";
}

[[noreturn]] void fail(tandem_status status, tandem_error_class error_class, std::string message) {
  throw Failure(status, error_class, std::move(message));
}

}  // namespace

Failure http_failure(int status, bool write) {
  const std::string number = std::to_string(status);
  const auto made = [&](tandem_status result, tandem_error_class error_class, std::string_view text) {
    Failure failure(result, error_class, concat({"Tryton answered HTTP ", number, ": ", text}));
    failure.native_code(status);
    return failure;
  };
  switch (status) {
    case 403:
      return made(TANDEM_FORBIDDEN, TANDEM_CLASS_DENIED, "this user may not call that");
    case 404:
      return made(TANDEM_NOT_FOUND, TANDEM_CLASS_CONTRACT,
                  "no database of that name; check the settings url and database");
    case 409:
      return made(TANDEM_CONFLICT, TANDEM_CLASS_CONFLICT, "the record was changed meanwhile");
    case 413:
      return made(TANDEM_UNAVAILABLE, TANDEM_CLASS_CONTRACT, "the request is too large for the server");
    case 423:
      return made(TANDEM_BUSY, TANDEM_CLASS_LOCKED, "the record is locked");
    case 429: {
      Failure failure = made(TANDEM_BUSY, TANDEM_CLASS_THROTTLED,
                             "too many failed sign-ins; even the right password has to wait some minutes");
      failure.retry_after_ms(kLockedOutMs);
      return failure;
    }
    case 503:
      return made(TANDEM_UNAVAILABLE, TANDEM_CLASS_TRANSIENT, "the server is not available");
    default:
      break;
  }
  if (status >= 500) {
    return made(TANDEM_UNAVAILABLE, write ? TANDEM_CLASS_UNKNOWN : TANDEM_CLASS_TRANSIENT,
                "the server failed; its log says more");
  }
  return made(TANDEM_UNAVAILABLE, TANDEM_CLASS_CONTRACT,
              "not what Tryton's JSON-RPC answers; check the setting url");
}

adapter::HttpRequest Client::request(std::string_view path, std::string_view method,
                                     const Json& parameters) const {
  adapter::HttpRequest made;
  made.method = "POST";
  made.url = concat({settings_.url, path});
  made.headers.emplace_back("Content-Type", "application/json");
  // Exactly these three members: with any other set Tryton answers without its envelope.
  const Json body = {{"id", 1}, {"method", method}, {"params", parameters}};
  made.body = body.dump(-1, ' ', false, Json::error_handler_t::replace);
  return made;
}

Client::Answer Client::exchange(adapter::Call& call, const adapter::HttpRequest& request, bool write) {
  call.stop_if_cancelled();
  ++calls_;
  const adapter::HttpResponse response = host_.http().send(call, request);
  server_time_ = times::read_http_date(response.header("date")).value_or(0);
  Answer answer;
  if (response.status() == 401) {
    answer.session_ended = true;
    return answer;
  }
  if (response.status() != 200) throw http_failure(response.status(), write);
  const std::string_view body = response.body();
  answer.document = read_json<Json>(body);
  const bool whole = answer.document.is_object() &&
                     (answer.document.contains("result") || answer.document.contains("error"));
  if (!whole) {
    fail(TANDEM_UNAVAILABLE, write ? TANDEM_CLASS_UNKNOWN : TANDEM_CLASS_CONTRACT,
         "the answer is not Tryton's JSON-RPC; check the settings url and database, and what stands between");
  }
  return answer;
}

void Client::log_in(adapter::Call& call) {
  // A wrong password is not tried twice: each try makes the server wait longer and locks the user out.
  if (refused_) fail(TANDEM_UNAUTHENTICATED, TANDEM_CLASS_AUTH, "Tryton did not accept user and password");
  if (!host_.secrets().has("password")) {
    fail(TANDEM_UNAUTHENTICATED, TANDEM_CLASS_AUTH,
         "the setting password names no secret that can be had: give it as secret://env/NAME or "
         "secret://file/PATH");
  }
  const Json secret = {{"password", "{{secret:password}}"}};
  adapter::HttpRequest login = request(concat({"/", settings_.database, "/"}), "common.db.login",
                                       Json::array({settings_.username, secret, "en"}));
  login.capture_pointer = "/result/1";
  login.capture_name = kSession;
  const Answer answer = exchange(call, login, false);
  if (!answer.session_ended) {
    if (answer.document.contains("error")) {
      const Fault fault = read_fault(answer.document["error"], false);
      if (fault.kind() == Fault::Kind::login) throw fault;
      fail(TANDEM_UNAVAILABLE, TANDEM_CLASS_CONTRACT,
           concat({"signing in failed; is there a database '", settings_.database, "'? ", fault.message()}));
    }
    const Json& result = answer.document["result"];
    if (result.is_array() && result.size() == 2 && result[0].is_number_integer()) {
      user_ = result[0].get<std::int64_t>();
      signed_in_ = true;
      return;
    }
  }
  refused_ = true;
  fail(TANDEM_UNAUTHENTICATED, TANDEM_CLASS_AUTH,
       concat(
           {"Tryton did not accept the password of user '", settings_.username,
            "': correct the secret before the next run, for each failed try makes the server wait longer"}));
}

Json Client::send(adapter::Call& call, std::string_view method, const Json& parameters, bool write) {
  for (int tries = 0; tries < 2; ++tries) {
    if (!signed_in_) log_in(call);
    adapter::HttpRequest made = request(concat({"/", settings_.database, "/"}), method, parameters);
    made.headers.emplace_back("Authorization", concat({"Session {{basic_session:", settings_.username, ":",
                                                       std::to_string(user_), ":", kSession, "}}"}));
    Answer answer = exchange(call, made, write);
    if (!answer.session_ended) {
      if (answer.document.contains("error")) throw read_fault(answer.document["error"], write);
      return std::move(answer.document["result"]);
    }
    // Ended by its age, by a logout or by a new password; nothing was done, so it may be repeated.
    signed_in_ = false;
    host_.secrets().forget_session(kSession);
  }
  fail(TANDEM_UNAUTHENTICATED, TANDEM_CLASS_AUTH, "Tryton ends the session right after signing in");
}

void Client::find_company(adapter::Call& call) {
  if (!signed_in_) log_in(call);  // from here on user_ is known
  company_ = settings_.company;
  employee_ = settings_.employee;
  if (company_ == 0 || employee_ == 0) {
    const Json fields = Json::array({"company", "employee"});
    const Json rows =
        send(call, "model.res.user.read", Json::array({Json::array({user_}), fields, Json::object()}), false);
    const auto taken = [&](const char* name, std::int64_t configured) {
      if (configured != 0 || !rows.is_array() || rows.empty()) return configured;
      const Json value = rows[0].value(name, Json());
      return value.is_number_integer() ? value.get<std::int64_t>() : std::int64_t{0};
    };
    company_ = taken("company", company_);
    employee_ = taken("employee", employee_);
  }
  if (company_ == 0) {
    fail(
        TANDEM_FORBIDDEN, TANDEM_CLASS_DENIED,
        concat({"user '", settings_.username, "' has no company in Tryton: give it one on the user's form"}));
  }
}

void Client::sign_in(adapter::Call& call) {
  if (ready_) return;
  find_company(call);
  ready_ = true;
}

Json Client::call(adapter::Call& call, std::string_view model, std::string_view method, Json arguments,
                  const Json& extra_context) {
  sign_in(call);
  // Without active_test false, what was deactivated would look deleted.
  Json context = {{"company", company_}, {"active_test", false}, {"language", "en"}};
  if (employee_ != 0) context["employee"] = employee_;
  context.update(extra_context);
  arguments.push_back(std::move(context));
  return send(call, concat({"model.", model, ".", method}), arguments, !reads_only(method));
}

Json Client::change(adapter::Call& running, std::string_view model, std::string_view method,
                    const Json& arguments, const Json& extra_context) {
  for (int warnings = 0;; ++warnings) {
    try {
      return call(running, model, method, arguments, extra_context);
    } catch (const Fault& fault) {
      if (fault.kind() != Fault::Kind::user_warning || !settings_.accept_warnings ||
          warnings == kMostWarnings) {
        throw;
      }
      host_.log().info(concat({"acknowledging a warning about ", model}));
      const Json record = {{"user", user_}, {"name", fault.name()}, {"always", false}};
      call(running, "res.user.warning", "create", Json::array({Json::array({record})}));
    }
  }
}

std::string Client::server_version(adapter::Call& call) {
  const Answer answer = exchange(call, request("/", "common.server.version", Json::array()), false);
  const auto version = answer.document.find("result");
  if (answer.session_ended || version == answer.document.end() || !version->is_string()) {
    fail(TANDEM_UNAVAILABLE, TANDEM_CLASS_CONTRACT, "no Tryton server answers there; check the setting url");
  }
  return version->get<std::string>();
}

std::uint32_t Client::take_calls() {
  const std::uint32_t calls = calls_;
  calls_ = 0;
  return calls;
}

void Client::forget() {
  signed_in_ = ready_ = refused_ = false;
  user_ = company_ = employee_ = 0;
}

}  // namespace tandem::tryton
