#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Puts the pinned client into the build folder; a second call with the same lock file does nothing.
set -euo pipefail
source=$1 target=$2
mkdir -p "$target"
cp "$source"/*.mjs "$source"/package.json "$source"/package-lock.json "$target"/
cd "$target"
wanted=$(sha256sum package.json package-lock.json)
if [ -d node_modules/jsforce ] && [ "$(cat installed.txt 2>/dev/null)" = "$wanted" ]; then
  exit 0
fi
npm ci --ignore-scripts --no-audit --no-fund
printf '%s\n' "$wanted" > installed.txt
