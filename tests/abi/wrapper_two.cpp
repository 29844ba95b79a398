// SPDX-License-Identifier: Apache-2.0
#include <tandem/cpp/tandem.hpp>

bool info_from_the_other_file();
bool info_from_the_other_file() { return tandem::library_info().ok(); }
