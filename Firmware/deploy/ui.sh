# shellcheck shell=bash
# What the person at the terminal sees: steps with their time, quiet logs, failures with a remedy.

logs=.build/logs
ticker=

# fail MESSAGE REMEDY: says what is wrong and what to do about it, and ends.
fail() {
  stop_ticker
  printf '\nerror: %s\n' "$1" >&2
  if [ -n "${2-}" ]; then printf '       %s\n' "$2" >&2; fi
  exit 1
}

fail_usage() {
  printf 'error: %s\n\n' "$1" >&2
  usage >&2
  exit 64
}

note() { printf '  %s\n' "$1"; }

stop_ticker() {
  if [ -n "$ticker" ]; then
    kill "$ticker" 2>/dev/null || true
    wait "$ticker" 2>/dev/null || true
    ticker=
    if [ -t 1 ]; then printf '\r\033[K'; fi
  fi
}

interrupted() {
  stop_ticker
  printf '\nStopped. Nothing is half done: run the same command again to go on.\n' >&2
  exit 130
}
trap interrupted INT TERM HUP
trap stop_ticker EXIT

# progress_of LOG: the last "[12/345]" in a log, or nothing.
progress_of() { tail -c 4000 "$1" 2>/dev/null | tr '\r' '\n' | grep -o '\[[0-9]*/[0-9]*\]' | tail -n 1 || true; }

# On a terminal one line that moves; elsewhere a line every half minute, so that nobody thinks it hangs.
tick() {
  local title=$1 log=$2 start=$SECONDS owner=$$
  while sleep 1 && kill -0 "$owner" 2>/dev/null; do
    if [ -t 1 ]; then
      printf '\r\033[K  %s … %d s %s' "$title" $((SECONDS - start)) "$(progress_of "$log")"
    elif [ $(((SECONDS - start) % 30)) -eq 0 ]; then
      printf '  %s … %d s %s\n' "$title" $((SECONDS - start)) "$(progress_of "$log")"
    fi
  done
}

# step TITLE REMEDY COMMAND...: runs a command quietly; on failure shows the end of its log and the remedy.
step() {
  local title=$1 remedy=$2 log status=0 start=$SECONDS
  shift 2
  mkdir -p "$logs"
  log="$logs/$(printf '%s' "$title" | tr -cs 'A-Za-z0-9' '-').log"
  : >"$log"
  tick "$title" "$log" &
  ticker=$!
  "$@" </dev/null >"$log" 2>&1 || status=$?
  stop_ticker
  if [ "$status" -ne 0 ]; then
    if [ "$status" -ge 128 ] && [ "$status" -ne 255 ]; then remedy="It was ended by signal $((status - 128)). $remedy"; fi
    printf '  %s: failed after %d s. The end of %s:\n\n' "$title" $((SECONDS - start)) "$log" >&2
    tail -n 30 "$log" | sed 's/^/    | /' >&2
    fail "$title failed (status $status)" "$remedy"
  fi
  printf '  %s: %d s\n' "$title" $((SECONDS - start))
}

# shown TITLE REMEDY COMMAND...: the same with the command's output on the terminal.
shown() {
  local title=$1 remedy=$2 status=0
  shift 2
  "$@" </dev/null || status=$?
  if [ "$status" -ne 0 ]; then fail "$title failed (status $status)" "$remedy"; fi
}
