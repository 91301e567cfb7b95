#!/bin/sh
# Installs what the walk needs: Debian's Chromium and the two pinned Node packages. It can be run again at any time.
set -eu
cd "$(dirname "$0")"
if ! command -v chromium >/dev/null 2>&1; then
  if [ "$(id -u)" -eq 0 ]; then as_root=""; else as_root="sudo"; fi
  $as_root apt-get update
  $as_root apt-get install -y chromium
fi
npm ci --no-audit --no-fund
