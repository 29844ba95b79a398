// SPDX-License-Identifier: Apache-2.0
#include "store/extension.hpp"
#include "unit/store/fixture.hpp"

namespace tandem::store {
namespace {

class ExtensionTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    make();
  }
  void declare(const ExtensionField& field) {
    Change change(*db, {});
    declare_extension(change, field);
    change.commit();
  }
};

TEST_F(ExtensionTest, AFieldIsStoredReadAndShownInTheView) {
  const Id id = add_lead();
  declare({"lead", "x_region", model::Type::text, false});
  EXPECT_EQ(set_lead(id, "x_region", model::text("north")), 2);
  EXPECT_EQ(text("SELECT x_region FROM v_lead"), "north");
  reopen();
  Row row;
  ASSERT_TRUE(db->read(info("lead"), id, row));
  EXPECT_EQ(model::view(row[info("lead").position("x_region")]), "north");
}

TEST_F(ExtensionTest, AnotherConnectionLearnsItAtItsNextWrite) {
  const Id id = add_lead();
  auto other = db->reopen(false);
  EXPECT_FALSE(other->catalogue().entity("lead").find("x_seats"));
  declare({"lead", "x_seats", model::Type::integer, false});
  Row row = other->catalogue().entity("lead").new_row();  // made before it was known
  Change change(*other, {});
  EXPECT_TRUE(other->catalogue().entity("lead").find("x_seats"));
  row.set(at(kLead, "origin"), model::text("fair"));
  change.update(other->catalogue().entity("lead"), id, row, SetBy::host);
  Row fresh = other->catalogue().entity("lead").new_row();
  fresh.set(fresh.size() - 1, model::integer(7));
  change.update(other->catalogue().entity("lead"), id, fresh, SetBy::host);
  change.commit();
  EXPECT_EQ(number("SELECT x_seats FROM v_lead"), 7);
}

TEST_F(ExtensionTest, TypeAndNameAreChecked) {
  declare({"lead", "x_on", model::Type::date, false});
  const auto twice = [&] { declare({"lead", "x_on", model::Type::text, false}); };
  refused(TANDEM_ALREADY_EXISTS, twice);
  const auto unprefixed = [&] { declare({"lead", "region", model::Type::text, false}); };
  refused(TANDEM_INVALID_ARGUMENT, unprefixed);
  const auto reference = [&] { declare({"lead", "x_boss", model::Type::ref, false}); };
  refused(TANDEM_INVALID_ARGUMENT, reference);
  add_lead();
  EXPECT_EQ(raw("UPDATE lead SET x_on = 'soon'"), SQLITE_CONSTRAINT);
}

TEST_F(ExtensionTest, ARolledBackDeclarationIsForgotten) {
  {
    Change change(*db, {});
    declare_extension(change, {"lead", "x_gone", model::Type::text, true});
  }
  EXPECT_FALSE(info("lead").find("x_gone"));
  add_lead();
}

}  // namespace
}  // namespace tandem::store
