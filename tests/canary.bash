# SPDX-License-Identifier: GPL-3.0-or-later
# A secret that is typed in the wizard, and where it is looked for. Sourced after
# tests/tui.bash and tests/pages.bash, in a directory that `setup` has made current.

CANARY=canary-secret-1
PEER=canary-secret-2

# All that the program writes goes to a file.
record() {
	tmux -S "$socket" pipe-pane -o "cat >>'$PWD/raw'"
	until [ -e raw ]; do sleep 0.05; done
}

liosh_pid() {
	pgrep -P "$(tmux -S "$socket" display -p '#{pane_pid}')" -f "$LIOSH"
}

# From the first page on; the secrets typed on the Access page, masked.
secrets_typed() { # [FILE [SIZE]]
	record
	target
	extent "$@"
	portal
	access
	press Down Down
	press Right Right
	shows "mutual  ("
	press Down
	type_ "host"
	press Down
	type_ $CANARY
	shows "***"
	press Down
	type_ "target"
	press Down
	type_ $PEER
	press Tab
}

clean_so_far() {
	local pid
	pid=$(liosh_pid) || :
	screen >>screens
	lacks screens canary-secret || return 1
	[ -z "$pid" ] || ! grep -lz canary-secret "/proc/$pid"/{cmdline,environ} /proc/"$pid"/task/*/comm
}

# What the test itself wrote aside: the files below here that have it.
holders() { grep -rl canary-secret . | sort; }

# It may write no core file, and is gone.
killed_by() { # SIGNAL
	local pid soft hard
	pid=$(liosh_pid)
	read -r soft hard _ < <(sed -n 's/^Max core file size *//p' "/proc/$pid/limits")
	[ "$soft $hard" = "0 0" ] || return
	kill -"$1" "$pid"
	until [ -s status ]; do sleep 0.05; done
	leave_terminal
}
