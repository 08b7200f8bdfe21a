# SPDX-License-Identifier: GPL-3.0-or-later
# What a whole run of the tests may leave behind: nothing but build/ and the cached
# kernels. Sourced by tests/run, which has fail() and $work.

# Everything that takes TMPDIR makes its files there, and every process of the run has
# this in its environment. A run inside another one, of which tests are going on beside it,
# has only the first to answer for.
state_begin() {
	inner=${LIOSH_TEST_WHOLE:-}
	export TMPDIR=$work/run LIOSH_TEST_WHOLE=$work
	mkdir "$TMPDIR"
	state >"$work/state"
}

# A mount that somebody else has for a while goes away.
state_end() {
	local end=$((SECONDS + ${STATE_PATIENCE:-60})) left pid
	while left=$(state | comm -13 "$work/state" -) && [ -n "$left" ] && ((SECONDS < end)); do
		sleep 1
	done
	[ -z "$left" ] || fail "the whole run" "left behind: ${left//$'\n'/, }"
	left=$(find "$TMPDIR" -mindepth 1 | head -n 5)
	[ -z "$left" ] || fail "the whole run" "left files in \$TMPDIR: ${left//$'\n'/ }"
	for pid in $(grep -lzsxF "LIOSH_TEST_WHOLE=$work" /proc/[0-9]*/environ); do
		pid=${pid//[!0-9]/}
		is_own "$pid" || fail "the whole run" \
			"left a process: $pid $(tr '\0' ' ' <"/proc/$pid/cmdline")"
	done 2>/dev/null
}

# The run itself, or what it asks with; one that is gone by now was not left.
is_own() { # PID
	local pid=$1
	while [ "${pid:-0}" -gt 1 ]; do
		[ "$pid" != $$ ] || return 0
		pid=$(sed -n 's/^PPid:\t//p' "/proc/$pid/status")
	done
	[ ! -e "/proc/$1" ]
}

# A line for each mount but those of other runs, each entry in /tmp that is of this one,
# each file of the tree that is new or changed.
state() {
	[ -z "$inner" ] || return 0
	{
		grep -v ' /tmp/liosh-' /proc/self/mounts | sed 's/^/mounted /'
		grep -F " $work" /proc/self/mounts | sed 's/^/mounted /'
		find /tmp -maxdepth 1 -name "liosh-${work: -3}???" -printf 'file %p\n'
		[ -n "${UPDATE:-}" ] ||
			GIT_OPTIONAL_LOCKS=0 git status --porcelain 2>/dev/null | sed 's/^/git /'
	} | sort
}
