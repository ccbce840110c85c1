#!/usr/bin/env bash
# Builds the page into one file that needs no server and no network: target/playground/index.html.
#
# usage: crates/playground/build.sh [--install]   (--install only installs what it needs)
#
# Needs: Rust with rustup, and Node.js 20 or later with npm.
set -euo pipefail
cd "$(dirname "$0")"

target=wasm32-unknown-unknown
if [ "${1:-}" = --install ] || [ ! -e page/node_modules/.package-lock.json ]; then
    npm ci --silent --prefix page
fi
rustup target list --installed | grep -qx "$target" || rustup target add "$target"
[ "${1:-}" != --install ] || exit 0

root=../..
output=$root/target/playground
cargo build --quiet --manifest-path "$root/Cargo.toml" -p cognito-mfa-playground --lib --profile wasm --target "$target"
# A program that takes a second doesn't need optimizations that take a minute.
cargo run --quiet --manifest-path bindings/Cargo.toml --target-dir "$root/target/playground-bindings" -- \
    "$root/target/$target/wasm/cognito_mfa_playground.wasm" "$output/bindings"
cp "$output/bindings/engine.d.ts" page/src/engine.d.ts
npm run --silent --prefix page check
node page/build.mjs "$output"
