#!/usr/bin/env bash
# What a single check over HTTP takes, against an echo server of the same framework that parses the same body and returns the same
# bytes; server and client pinned to a core each, in turns. Prints the medians and their ratio.
set -euo pipefail
cd "$(dirname "$0")"
cargo build --release --quiet --bins
bin=target/release
servers=()
trap 'kill "${servers[@]}" 2>/dev/null || true' EXIT

start() { # FILE ARGUMENT...: the file gets "PORT TOKEN"
  local file=$1
  shift
  taskset -c 0 "$bin/check-server" "$@" > "$file" &
  servers+=($!)
  until [ -s "$file" ]; do sleep 0.1; done
}
work=$(mktemp -d)
start "$work/rolecall" rolecall
read -r port token < "$work/rolecall"
"$bin/check-client" "$port" "$token" 1 --show > "$work/answer.json"
start "$work/echo" echo "$work/answer.json"
read -r echo_port _ < "$work/echo"
for run in 1 2 3 4 5; do
  real=$(taskset -c 1 "$bin/check-client" "$port" "$token")
  floor=$(taskset -c 1 "$bin/check-client" "$echo_port" -)
  echo "run $run: rolecall median/p99 us: $real  echo median/p99 us: $floor"
  awk -v real="${real%% *}" -v floor="${floor%% *}" 'BEGIN { printf "  ratio of medians: %.2f\n", real / floor }'
done
