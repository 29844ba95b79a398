// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <tandem/cpp/adapter/push.hpp>

#include "mechanisms.hpp"
#include "reader.hpp"

namespace tandem::tryton {

/// What one item of a batch asks for, in Tryton's words.
struct Edit {
  std::uint32_t key = 0;
  std::int64_t id = 0;  ///< 0: to be made
  std::string expected_version;
  std::string tandem_id;
  Json values = Json::object();
  MechanismEdit mechanisms;
  FormEdit form;
  std::optional<std::string> state;    ///< wanted state of an opportunity
  std::optional<std::string> outcome;  ///< or what shall come of it
};

/// Fills `edit` from an item; the name of the field that cannot be written, and why, else nothing.
std::optional<std::pair<std::string, std::string>> fill_edit(const ReadPlan& plan,
                                                             const adapter::PushItem& item, Edit& edit);

class Push {
 public:
  Push(adapter::Call& call, Client& client, Models& models, Reader& reader)
      : call_(call), client_(client), models_(models), reader_(reader) {}

  void batch(const adapter::PushBatch& batch, adapter::ResultWriter& results);

 private:
  struct Done {
    adapter::PushResult result;
    std::int64_t id = 0;       ///< to read the version of
    std::string wanted_state;  ///< must be what is read back
  };

  void sort_out(const adapter::PushBatch& batch);
  void find_made_before();
  void make();
  Json new_record(const Edit& edit);
  Json new_form(const Edit& edit);
  std::string company_party();
  void change();
  bool prepare_change(const Edit& edit, const Json& record, Json& values, Json& stamps);
  void write_all(const std::vector<std::pair<const Edit*, Json>>& writes, const Json& stamps);
  void move_state(const Edit& edit, std::string_view current);
  void remove(const Edit& edit);
  void read_versions();
  void refuse(std::uint32_t key, tandem_error_class error_class, std::string message, std::string field = {});
  void refuse(std::uint32_t key, const adapter::Failure& failure, std::string field = {});
  void refuse_absent(const Edit& edit, const Lookup& there);
  std::string_view name() const { return plan_.model->name; }

  adapter::Call& call_;
  Client& client_;
  Models& models_;
  Reader& reader_;
  ReadPlan plan_;
  std::string company_party_;
  std::vector<Edit> creates_, updates_, deletes_;
  std::map<std::uint32_t, Done> done_;
};

}  // namespace tandem::tryton
