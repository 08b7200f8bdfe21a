#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# boot: slow cold
# processors: 2
# kernel: maxcpus=1
# Kinds of change to targets in use, in tests/vm/change-rows: what diff says of each, and
# that it is so. A kernel initiator reads and writes meanwhile.

# shellcheck disable=SC2154 # bats sets stderr
load ../helpers.bash

ROWS=$TOP/tests/vm/change-rows

# All rows are compared at once. What diff says is asked of each; each third is carried out,
# with LONG or UPDATE every one.
@test "what is called live drops nobody, and what is said to drop does" {
	local every=3
	[ -z "${LONG:-}${UPDATE:-}" ] || every=1
	run --separate-stderr "$TOP/tests/vm/change-run" "$ROWS" $every
	printf '%s\n' "$stderr"
	[ "$status" -eq 0 ]
	golden "$ROWS" "$output"
	[ "$(grep -c '^== ' <<<"$output")" -ge 40 ]
	[ "$(grep -c '^-- stays$' <<<"$output")" -ge 15 ]
	[ "$(grep -c '^-- [0-9]* dropped$' <<<"$output")" -ge 25 ]
	sed -n 's/^lacks //p' <<<"$stderr" >"$BATS_FILE_TMPDIR/lacks"
}

@test "this kernel has what each of them needs" {
	local files
	files=$(sed 's/: .*//' "$BATS_FILE_TMPDIR/lacks" | sort -u | paste -sd ' ')
	[ -z "$files" ] || skip "this kernel has no $files, for $(wc -l <"$BATS_FILE_TMPDIR/lacks") rows"
}

@test "one that is said to be live and drops is noticed" {
	local rows=$BATS_TEST_TMPDIR/rows liar=$BATS_TEST_TMPDIR/liosh
	cat >"$rows" <<-'END'
		== Disabled
		$ $T disable
	END
	printf '#!/bin/sh\n%s "$@" | sed "s/drops 1 session/live/"\n' "$LIOSH" >"$liar"
	chmod +x "$liar"
	run --separate-stderr env LIOSH="$liar" "$TOP/tests/vm/change-run" "$rows"
	[ "$status" -eq 1 ]
	[[ $stderr == *"Disabled: 0 sessions were said to drop, 1 did"* ]]
}
