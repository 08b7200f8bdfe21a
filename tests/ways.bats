# SPDX-License-Identifier: GPL-3.0-or-later
# All ways lead to the same: three disks made by keys on the screen, by the commands that
# the screen shows of them, line by line, and from answers, end in the same bytes.

# shellcheck disable=SC2154 # bats sets stderr
load helpers
load tui
load ways

# shellcheck disable=SC2034 # for the answers
DIR=/nonexistent DEVICE=/dev/disk/by-id/scsi-SLinux_scsi_debug_2000

setup() {
	need tmux
	cd "$BATS_TEST_TMPDIR" || return
	write_answers
}

by_answers() { # PROFILE
	local disk
	for disk in "${DISKS[@]}"; do
		expect 0 "$LIOSH" --yes -f "$1" wizard "answers=answers.$disk"
	done
}

@test "keys on the screen, and the commands that it shows: all at once, each alone" {
	local disk line count=0
	by_answers answers.yaml
	for disk in "${DISKS[@]}"; do
		terminal 100 80 "'$LIOSH' -f keys.yaml wizard"
		type_answers "answers.$disk"
		cut_commands
		press Enter
		shows "Saved in keys.yaml"
		press Enter
		ends 0
		leave_terminal
		expect 0 "$LIOSH" -f commands.yaml <commands
		while IFS= read -r line; do
			expect 0 "$LIOSH" -f alone.yaml -c "$line"
			count=$((count + 1))
		done < <(sed ':more; /\\$/{ N; s/ *\\\n */ /; b more }' commands)
	done
	diff answers.yaml keys.yaml
	diff answers.yaml commands.yaml
	diff answers.yaml alone.yaml
	[ "$count" -eq 29 ]
	# The device is for both initiators, and neither writes to it.
	[ "$(grep -c '4: { lun: 4, write_protect: true }' keys.yaml)" -eq 2 ]
	[ "$(grep -c 'generate_node_acls: true' keys.yaml)" -eq 1 ]
}

@test "questions line by line" {
	local disk
	by_answers answers.yaml
	for disk in "${DISKS[@]}"; do
		typed_lines "$disk" -f >typed
		# shellcheck disable=SC2016
		expect 0 bash -c '"$0" -f plain.yaml wizard --plain <typed' "$LIOSH"
		[[ $output$stderr != *-secret-1* ]]
	done
	diff answers.yaml plain.yaml
}
