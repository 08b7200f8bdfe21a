# SPDX-License-Identifier: GPL-3.0-or-later
# Loaded by every bats file: what several of them need.
bats_require_minimum_version 1.5.0

TOP=$(cd "${BASH_SOURCE[0]%/*}/.." && pwd)
: "${LIOSH:=$TOP/liosh}"

# Nobody's preferences, and each test its own.
unset XDG_CONFIG_HOME XDG_DATA_HOME XDG_STATE_HOME XDG_CACHE_HOME
export HOME=${BATS_TEST_TMPDIR:-/nonexistent}/.home

# Runs a command and looks at its exit status; $output is what it printed, $stderr
# what it said.
expect() { # STATUS COMMAND...
	local want=$1
	shift
	run --separate-stderr -- "$@"
	[ "$status" -eq "$want" ] && return 0
	printf 'exit status %d instead of %d: %s\n' "$status" "$want" "$*"
	printf 'out: %s\n' "${lines[@]}"
	printf 'err: %s\n' "${stderr_lines[@]}"
	return 1
}

# Compares a text with a golden file; UPDATE=1 rewrites the file, to be looked at in
# the diff.
golden() { # FILE TEXT
	if [ -n "${UPDATE:-}" ]; then
		printf '%s\n' "$2" >"$1"
		return 0
	fi
	diff -u "$1" <(printf '%s\n' "$2")
}

# Skips the test, saying what is missing.
need() { # PROGRAM...
	local program
	for program; do
		command -v "$program" >/dev/null || skip "$program is not installed"
	done
}
