# SPDX-License-Identifier: GPL-3.0-or-later
# Loaded by every bats file: what several of them need.
bats_require_minimum_version 1.5.0

TOP=$(cd "${BASH_SOURCE[0]%/*}/.." && pwd)
: "${LIOSH:=$TOP/liosh}" "${UNIT:=$TOP/build/release/tests/unit}"

# Nobody's preferences, and each test its own.
# Of whoever runs them; the tests have a HOME of their own.
export LIOSH_VM_CACHE=${LIOSH_VM_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}}
unset XDG_CONFIG_HOME XDG_DATA_HOME XDG_STATE_HOME XDG_CACHE_HOME
export HOME=${BATS_TEST_TMPDIR:-/nonexistent}/.home

# In a shell of its own: the command has none of the other descriptors of bats, which
# would wait at its end for whoever has them.
apart() { # COMMAND...
	local fd
	for fd in /proc/$BASHPID/fd/*; do
		fd=${fd##*/}
		[ "$fd" -le 2 ] || eval "exec $fd>&-"
	done
	exec "$@"
}

# Starts a command that goes on beside the test, its pid in $!.
behind() { # COMMAND...
	(apart "$@") &
}

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

# Waits until the command is true.
within() { # SECONDS COMMAND...
	local end=$((SECONDS + $1))
	shift
	until "$@"; do
		((SECONDS < end)) || { echo "never true: $*" && return 1; }
		sleep 0.1
	done
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

# Loads a module; skips the test where this kernel has none.
need_module() { # MODULE...
	local module
	for module; do
		modinfo "$module" >/dev/null 2>&1 || skip "this kernel has no $module.ko"
		modprobe "$module"
	done
}

# A pattern that must not be in a file: `!` alone fails no test.
lacks() { # FILE PATTERN
	if grep -q -- "$2" "$1"; then
		echo "$1 has $2"
		return 1
	fi
}
