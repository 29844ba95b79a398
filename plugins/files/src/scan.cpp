// SPDX-License-Identifier: Apache-2.0
#include "scan.hpp"

#include <algorithm>
#include <charconv>
#include <tandem/cpp/csv.hpp>

#include "bytes.hpp"

namespace tandem::files {
namespace {

using adapter::Failure;

constexpr std::uint32_t kUsualPage = 5'000;
constexpr std::uint32_t kLargestPage = 100'000;
constexpr std::string_view kStates = "dwp";

[[noreturn]] void ask_for_new_scan(const char* why) {
  throw Failure(TANDEM_INVALID_ARGUMENT, TANDEM_CLASS_RESET, why);
}

std::string_view next_part(std::string_view& text) {
  const std::size_t colon = std::min(text.find(':'), text.size());
  const std::string_view part = text.substr(0, colon);
  text.remove_prefix(std::min(colon + 1, text.size()));
  return part;
}

template <class Number>
bool read_number(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

std::vector<std::string_view> names(const adapter::TextList& fields) {
  std::vector<std::string_view> all;
  for (std::size_t i = 0; i < fields.size(); ++i) all.push_back(fields[i]);
  return all;
}

std::string Cursor::text() const {
  return std::string("1:") + kStates[static_cast<std::size_t>(state)] + ':' + digest + ':' + view + ':' +
         std::to_string(at.offset) + ':' + std::to_string(at.line);
}

Cursor Cursor::parse(std::string_view text) {
  Cursor cursor;
  const bool known = next_part(text) == "1";
  const std::string_view state = next_part(text);
  cursor.digest = next_part(text);
  cursor.view = next_part(text);
  const bool numbers = read_number(next_part(text), cursor.at.offset) && read_number(text, cursor.at.line);
  if (!known || state.size() != 1 || kStates.find(state[0]) == kStates.npos || cursor.digest.size() != 64 ||
      !numbers || cursor.at.line == 0) {
    ask_for_new_scan("the cursor was not made by this adapter");
  }
  cursor.state = static_cast<State>(kStates.find(state[0]));
  return cursor;
}

adapter::PageEnd Scan::page(adapter::Call& call, adapter::Host& host, const adapter::PullRequest& request,
                            adapter::RowWriter& rows) {
  Folder folder(host, call);
  Cursor cursor;
  if (!request.cursor.empty()) cursor = Cursor::parse(request.cursor);

  if (cursor.state != Cursor::State::done) {
    resume(folder, request, cursor);
  } else {
    const auto found = settings_.create_files ? folder.find(request.type) : folder.load(request.type);
    if (!found) return {};  // a first push will make the file; complete is not claimed
    const LoadedFile& file = *found;
    const std::string view = view_mark(request);
    adapter::PageEnd unchanged;
    unchanged.cursor = request.cursor;
    unchanged.calls_used = folder.calls_used();
    if (!request.full && cursor.digest == file.digest && cursor.view == view) return unchanged;

    const bool whole = request.full || request.cursor.empty();
    cursor.state = whole ? Cursor::State::whole : Cursor::State::partial;
    cursor.digest = file.digest;
    cursor.view = view;
    take_snapshot(file, request.stream);
  }
  adapter::PageEnd end = read_page(call, request, cursor, rows);
  end.calls_used = folder.calls_used();
  return end;
}

void Scan::take_snapshot(const LoadedFile& file, std::string_view stream) {
  snapshot_ = std::make_unique<Snapshot>();
  snapshot_->stream = stream;
  snapshot_->content = file.content;
  snapshot_->file = file;
  snapshot_->file.content = snapshot_->content;
  snapshot_->at.offset = static_cast<std::size_t>(-1);  // nowhere yet: wind_to begins at the top
}

/// Makes the snapshot that the cursor speaks of the current one.
void Scan::resume(Folder& folder, const adapter::PullRequest& request, const Cursor& cursor) {
  if (snapshot_ && snapshot_->file.file.type == request.type && snapshot_->stream == request.stream &&
      snapshot_->file.digest == cursor.digest) {
    return;
  }
  const LoadedFile file = folder.load(request.type);
  if (file.digest != cursor.digest) ask_for_new_scan("the file changed in the middle of a scan");
  take_snapshot(file, request.stream);
}

/// Goes to `at` with the keys of all rows before it indexed: a page may be asked for twice, and by an
/// instance that did not read the pages before.
void Scan::wind_to(const Table& table, csv::Position at) {
  Snapshot& scan = *snapshot_;
  if (scan.at.offset == at.offset && scan.at.line == at.line) return;
  scan.keys.clear();
  const auto reader = table.read({}, table.first());
  while (reader->end().offset < at.offset && reader->next()) {
    if (!reader->problem().empty()) continue;
    const Cell key = reader->key();
    scan.keys.add(adapter::view(key.value), reader->start().line, key.in_file);
  }
  if (reader->end().offset != at.offset || reader->end().line != at.line) {
    ask_for_new_scan("the cursor does not fit the file");
  }
  scan.at = at;
}

adapter::PageEnd Scan::read_page(adapter::Call& call, const adapter::PullRequest& request, Cursor cursor,
                                 adapter::RowWriter& rows) {
  Snapshot& scan = *snapshot_;
  const auto table = open_keyed(scan.file, settings_.key_of(request.type), settings_.delimiter);
  wind_to(*table, cursor.at.offset == 0 ? table->first() : cursor.at);

  const std::uint32_t wish = request.page_size ? std::min(request.page_size, kLargestPage) : kUsualPage;
  const auto reader = table->read(names(request.fields), scan.at);
  scan.at.offset = static_cast<std::size_t>(-1);  // a page that breaks off leaves keys behind: wind again
  bool more = false;
  for (std::uint32_t shown = 0;; ++shown) {
    if (shown == wish) {
      more = reader->end().offset < scan.content.size();
      break;
    }
    if (shown % 1024 == 1023) call.stop_if_cancelled();
    if (!reader->next()) break;
    if (!reader->problem().empty()) {
      // Whose row this is, nobody knows: absence of an id proves nothing any more.
      cursor.state = Cursor::State::partial;
      write_broken(*reader, reader->problem(), rows);
      continue;
    }
    const Cell key = reader->key();
    const std::uint64_t first = scan.keys.add(adapter::view(key.value), reader->start().line, key.in_file);
    if (first) {
      write_broken(*reader, "the key already stands on line " + std::to_string(first), rows);
    } else {
      write_row(*reader, request.fields.size(), rows);
    }
  }
  scan.at = reader->end();
  cursor.at = scan.at;

  adapter::PageEnd end;
  end.more = more;
  end.complete = !more && cursor.state == Cursor::State::whole;
  if (!more) {
    cursor.state = Cursor::State::done;
    cursor.at = csv::Position{};
    rows.flush();  // its values view the snapshot
    snapshot_.reset();
  }
  end.cursor = cursor.text();
  return end;
}

std::string Scan::view_mark(const adapter::PullRequest& request) const {
  std::string seen(settings_.key_of(request.type));
  seen += '\n';
  seen += settings_.delimiter;
  for (std::size_t i = 0; i < request.fields.size(); ++i) {
    seen += '\n';
    seen += request.fields[i];
  }
  return mark_text(content_mark(seen));
}

void write_row(RecordReader& reader, std::size_t field_count, adapter::RowWriter& rows) {
  const Cell key = reader.key();
  adapter::RowBuilder row = key.in_file ? rows.live(adapter::view(key.value), adapter::borrowed)
                                        : rows.live(adapter::view(key.value));
  row.version(record_version(reader.raw()));
  for (std::size_t i = 0; i < field_count; ++i) {
    const Cell cell = reader.cell(i);
    if (cell.in_file) {
      row.set(i, cell.value, adapter::borrowed);
    } else {
      row.set(i, cell.value);
    }
  }
}

void write_broken(const RecordReader& reader, const std::string& why, adapter::RowWriter& rows) {
  const std::string line = "line " + std::to_string(reader.start().line);
  rows.broken(line, line + ": " + why);
}

}  // namespace tandem::files
