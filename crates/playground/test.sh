#!/usr/bin/env bash
# Tests the page that build.sh has built, in headless Chromium (CHROMIUM names another program).
#
# usage: crates/playground/test.sh [FILE…]   (without files, it runs all of page/tests)
set -euo pipefail
cd "$(dirname "$0")"

cargo build --quiet -p cognito-mfa-playground --example answers
cd page
[ $# -gt 0 ] || set -- tests/*.test.mjs
# Each file starts a browser. One after the other, so that the times that they measure are right.
node --test --test-concurrency=1 --test-reporter=spec "$@"
