#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every source file stands as clang-format would write it.
set -euo pipefail
cd "$(dirname "$0")/../.."
git ls-files '*.cpp' '*.hpp' '*.h' '*.c' | xargs -r clang-format-14 --dry-run --Werror
echo "format: clean"
