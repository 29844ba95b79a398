// SPDX-License-Identifier: Apache-2.0
/// @file adapter.hpp
/// Writing an adapter in C++17 or later, with nothing but the SDK's headers and the standard library.
///
///     #include <tandem/cpp/adapter.hpp>
///
///     class Crm : public tandem::adapter::Adapter, public tandem::adapter::CanPull {
///      public:
///       explicit Crm(const tandem::adapter::Config& config);  // no host service yet
///       void start(tandem::adapter::Call& call) override;     // from here on host() works
///       tandem::adapter::PageEnd pull(tandem::adapter::Call& call,
///                                     const tandem::adapter::PullRequest& request,
///                                     tandem::adapter::RowWriter& rows) override;
///     };
///     TANDEM_ADAPTER(Crm, "com.example.crm", "1.0.0")
///
/// The class derives from Adapter and from one Can… class for each capability it offers. Functions
/// return a value or throw Failure; the macro makes the tables, the version numbers, the entry symbol
/// and the barrier that turns every exception into a status.
#pragma once

#include "adapter/answers.hpp"
#include "adapter/binding.hpp"
#include "adapter/call.hpp"
#include "adapter/capabilities.hpp"
#include "adapter/failure.hpp"
#include "adapter/host.hpp"
#include "adapter/push.hpp"
#include "adapter/rows.hpp"
#include "adapter/value_text.hpp"
#include "adapter/values.hpp"
#include "times.hpp"
