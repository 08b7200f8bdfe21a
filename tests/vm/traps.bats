#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The traps of the kernel's target, one row each, in tests/vm/trap-rows: what liosh says,
# how often it wrote below configfs, and that the kernel had nothing to complain about.

# boot: slow
load ../helpers.bash

ROWS=$TOP/tests/vm/trap-rows

setup_file() {
	need strace
}

# All rows are compared at once, so that one run shows all that differ.
@test "each trap is refused with its reason, or cannot be stepped into" {
	run --separate-stderr "$TOP/tests/vm/trap-run" "$ROWS"
	printf '%s\n' "$stderr"
	sed -n 's/^lacks //p' <<<"$stderr" >"$BATS_FILE_TMPDIR/lacks"
	[ "$status" -eq 0 ]
	golden "$ROWS" "$output"
	[ "$(grep -c '^== ' <<<"$output")" -ge 60 ]
}

@test "this kernel has what each of them needs" {
	local files
	files=$(sed 's/: .*//' "$BATS_FILE_TMPDIR/lacks" | sort -u | paste -sd ' ')
	[ -z "$files" ] || skip "this kernel has no $files, for $(wc -l <"$BATS_FILE_TMPDIR/lacks") rows"
}

@test "a row whose file is not there stays as it is, and is told" {
	local rows=$BATS_TEST_TMPDIR/rows
	cat >"$rows" <<-'END'
		== 1 A file that no kernel has
		@ $T/core/nothing
		$ liosh /backstores/ramdisk create counted 1M
		-- as it was
	END
	run --separate-stderr "$TOP/tests/vm/trap-run" "$rows"
	[ "$status" -eq 0 ]
	[ "$output" = "$(<"$rows")" ]
	[ "$stderr" = "lacks core/nothing: 1 A file that no kernel has" ]
}

# A trap that is stepped into would show as a number of writes, and as a warning.
@test "the counting of writes and warnings counts" {
	local rows=$BATS_TEST_TMPDIR/rows
	cat >"$rows" <<-'END'
		== 1 A real create
		$ liosh /backstores/ramdisk create counted 1M
		== 2 A warning of the kernel
		$ echo '<4>WARNING: CPU: 0 PID: 1 at this test' >/dev/kmsg
	END
	run --separate-stderr "$TOP/tests/vm/trap-run" "$rows"
	[ "$status" -eq 1 ]
	grep -q '^-- 0, [1-9][0-9]* writes$' <<<"$output"
	[[ $stderr == *"row 2 "*"WARNING: CPU: 0 PID: 1 at this test"* ]]
}
