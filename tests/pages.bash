# SPDX-License-Identifier: GPL-3.0-or-later
# From page to page of the wizard, in a terminal of tests/tui.bash.

IQN=iqn.2026-11.org.example

start() { # COLUMNS ROWS
	terminal "$1" "$2" "'$LIOSH' -f p.yaml wizard"
	shows "Esc"
}

# Up to that line.
to() { # LABEL
	local end=$((SECONDS + PATIENCE))
	until under_cursor | grep -q "^  $1 *"; do
		((SECONDS < end)) || return 1
		press BTab
		sleep 0.05
	done
}

# Until the line of a choice has that answer.
choose() { # LABEL ANSWER
	local end=$((SECONDS + PATIENCE))
	to "$1"
	until screen | grep -q "^  $1  *$2 "; do
		((SECONDS < end)) || return 1
		press Right
		sleep 0.05
	done
}

# To each page with its answers; what depends on this machine is written over.
target() {
	press Down
	press C-u
	type_ "$IQN:disk1"
	shows "will be $IQN:disk1"
	press Down
	type_ "first disk"
	shows "first disk"
}
extent() { # [FILE [SIZE]]
	press NPage
	shows "[Extent]"
	press Up
	# Where a disk is free, that is what the page begins with.
	if screen | grep -q '^  Extent *device'; then
		press Left
		shows "file  ("
		press Down
	fi
	press C-u
	type_ "${1:-/nonexistent/disk1.img}"
	press Down
	type_ "${2:-10G}"
	[ -n "${2:-}" ] || shows "10737418240 bytes"
}
portal() {
	press NPage
	shows "[Portal]"
}
access() {
	press NPage
	shows "[Access]"
	type_ "$IQN:h1"
	shows "$IQN:h1"
}
review() {
	press NPage
	shows "This will be done"
}
