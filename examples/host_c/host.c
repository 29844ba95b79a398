/* SPDX-License-Identifier: Apache-2.0 */
/* A CRM in plain C that embeds Tandem: captures leads, hands one over from marketing to sales, asks a
 * question. Usage: host FOLDER */
#include <stdio.h>
#include <string.h>
#include <tandem/tandem.h>

static tandem_str text(const char* s) {
  tandem_str view;
  view.data = s;
  view.size = strlen(s);
  return view;
}

/* Says what went wrong and what to do; 1 when something did. */
static int failed(tandem_status status, tandem_error* error, const char* doing) {
  tandem_str message, advice;
  if (status == TANDEM_OK) return 0;
  message = tandem_error_message(error);
  advice = tandem_error_advice(error);
  fprintf(stderr, "%s failed: %s: %.*s (%.*s)\n", doing, tandem_status_name(status), (int)message.size,
          message.data, (int)advice.size, advice.data);
  tandem_error_release(error);
  return 1;
}

/* The value of "id" in an answer. A real host has a JSON parser; answers start with the id. */
static void copy_id(const tandem_text* answer, char id[37]) {
  const tandem_str all = tandem_text_view(answer);
  const char* start = "{\"id\":\"";
  id[0] = '\0';
  if (all.size < strlen(start) + 36 || strncmp(all.data, start, strlen(start)) != 0) return;
  memcpy(id, all.data + strlen(start), 36);
  id[36] = '\0';
}

static int act(tandem_session* session, const char* verb, const char* record, const char* args, char id[37]) {
  tandem_error* error = NULL;
  tandem_text* answer = NULL;
  const tandem_status status =
      tandem_act(session, text(verb), text(record), text(args), NULL, &answer, &error);
  if (failed(status, error, verb)) return 1;
  copy_id(answer, id);
  tandem_text_release(answer);
  return 0;
}

/* Adds a person and confirms it: only the confirmed may offer and accept. */
static int add_person(tandem_session* admin, const char* document) {
  tandem_error* error = NULL;
  tandem_text* answer = NULL;
  char id[37];
  const tandem_status status =
      tandem_record_put(admin, text("person"), text(document), NULL, &answer, &error);
  if (failed(status, error, "adding a person")) return 1;
  copy_id(answer, id);
  tandem_text_release(answer);
  return act(admin, "person.confirm", id, "{}", id);
}

static int open_session(tandem_store* store, const char* person, tandem_session** out) {
  tandem_error* error = NULL;
  const tandem_status status = tandem_session_open(store, text(person), out, &error);
  return failed(status, error, "opening a session");
}

static int capture(tandem_session* session, char first_lead[37]) {
  static const char* const buyers[] = {
      "{\"family_name\":\"Oka\",\"email\":\"oka@port.example\",\"company_name\":\"Port\",\"stage\":\"mql\"}",
      "{\"family_name\":\"Lind\",\"email\":\"lind@nord.example\",\"company_name\":\"Nord\"}",
      "{\"family_name\":\"Costa\",\"email\":\"costa@sol.example\",\"company_name\":\"Sol\"}"};
  char id[37];
  int i;
  for (i = 0; i < 3; ++i) {
    if (act(session, "lead.capture", "", buyers[i], i == 0 ? first_lead : id)) return 1;
  }
  printf("captured 3 leads\n");
  return 0;
}

static int hand_over(tandem_session* marketing, tandem_session* sales, const char* lead) {
  char args[64], handoff[37];
  sprintf(args, "{\"lead_id\":\"%s\"}", lead);
  if (act(marketing, "handoff.offer", "", args, handoff)) return 1;
  if (act(sales, "handoff.accept", handoff, "{}", handoff)) return 1;
  printf("accepted\n");
  return 0;
}

static int print_leads(tandem_session* session) {
  tandem_error* error = NULL;
  tandem_cursor* cursor = NULL;
  int32_t has_row = 0;
  tandem_status status =
      tandem_sql(session, text("SELECT stage, count(*) AS leads FROM v_lead GROUP BY stage ORDER BY stage"),
                 text(""), &cursor, &error);
  if (failed(status, error, "asking for leads")) return 1;
  while ((status = tandem_cursor_next(cursor, &has_row, &error)) == TANDEM_OK && has_row) {
    const tandem_str stage = tandem_cursor_text(cursor, 0);
    printf("stage=%.*s leads=%d\n", (int)stage.size, stage.data, (int)tandem_cursor_int(cursor, 1));
  }
  tandem_cursor_release(cursor);
  return failed(status, error, "reading leads");
}

static int work(tandem_store* store) {
  tandem_session *admin = NULL, *marketing = NULL, *sales = NULL;
  char lead[37];
  int bad = open_session(store, "", &admin) ||
            add_person(admin, "{\"name\":\"Mia\",\"email\":\"mia@host.example\",\"side\":\"marketing\"}") ||
            add_person(admin, "{\"name\":\"Sam\",\"email\":\"sam@host.example\",\"side\":\"sales\"}") ||
            open_session(store, "mia@host.example", &marketing) ||
            open_session(store, "sam@host.example", &sales) || capture(marketing, lead) ||
            hand_over(marketing, sales, lead) || print_leads(sales);
  tandem_session_release(sales);
  tandem_session_release(marketing);
  tandem_session_release(admin);
  return bad;
}

int main(int argc, char** argv) {
  tandem_store_options options = TANDEM_STORE_OPTIONS_INIT;
  tandem_store* store = NULL;
  tandem_error* error = NULL;
  char path[4096];
  int bad;
  if (argc != 2 || strlen(argv[1]) > 4000) {
    fprintf(stderr, "usage: host FOLDER\n");
    return 2;
  }
  sprintf(path, "%s/host.tandem", argv[1]);
  if (failed(
          tandem_store_create(text(path), &options, text("{\"admin_name\":\"Ops\"}"), NULL, &store, &error),
          error, "making the store")) {
    return 1;
  }
  bad = work(store);
  tandem_store_release(store);
  printf("live objects: %d\n", (int)tandem_live_objects());
  return bad;
}
