# SPDX-License-Identifier: GPL-3.0-or-later
# A terminal at which lines are typed: a server of tmux for each test, named in $socket.

teardown() {
	tmux -L "$socket" kill-server 2>/dev/null || true
}

keys() { tmux -L "$socket" send-keys "$@"; }
screen() { tmux -L "$socket" capture-pane -p; }

# Waits until a line of the screen matches; shows the screen if none ever does.
see() { # REGEX
	local try
	for ((try = 0; try < 200; try++)); do
		screen | grep -Eq -- "$1" && return 0
		sleep 0.05
	done
	printf 'never seen: %s\n' "$1"
	screen
	return 1
}
