# SPDX-License-Identifier: GPL-3.0-or-later
# A terminal of our own, for tests that press keys and look at the screen.

# So many seconds a screen may take.
PATIENCE=30

# Starts a command in a terminal of that size. Its exit status is in `status` in the end,
# and before that how it left the terminal in stty.after.
terminal() { # COLUMNS ROWS COMMAND
	[ -z "${socket:-}" ] || leave_terminal
	socket=$BATS_TEST_TMPDIR/tmux.$((terminals += 1))
	rm -f status
	(
		export LANG=${TUI_LANG:-C.UTF-8} LC_ALL=${TUI_LANG:-C.UTF-8}
		apart tmux -u -S "$socket" -f /dev/null new-session -d -x "$1" -y "$2" \
			"export TERM=${TUI_TERM:-tmux-256color}; $3; code=\$?; stty -a >stty.after; echo \$code >status; sleep 60"
	)
	tmux -S "$socket" set -s escape-time 0
}

# On a busy machine its server takes a moment to end.
leave_terminal() {
	local server end=$((SECONDS + 10))
	server=$(tmux -S "$socket" display -p '#{pid}' 2>/dev/null) || return 0
	tmux -S "$socket" kill-server 2>/dev/null || :
	while kill -0 "$server" 2>/dev/null && ((SECONDS < end)); do sleep 0.05; done
}
teardown() { [ -z "${socket:-}" ] || leave_terminal; }

press() { tmux -S "$socket" send-keys -- "$@"; }
type_() { tmux -S "$socket" send-keys -l -- "$1"; }
screen() { tmux -S "$socket" capture-pane -p | sed 's/ *$//'; }

# Waits until the screen has that text.
shows() { # TEXT
	local end=$((SECONDS + PATIENCE))
	while ((SECONDS < end)); do
		screen | grep -qF -- "$1" && return 0
		sleep 0.05
	done
	echo "not on the screen: $1"
	screen
	return 1
}

under_cursor() {
	local line
	line=$(tmux -S "$socket" display -p '#{cursor_y}')
	screen | sed -n "$((line + 1))p"
}

# Waits until the cursor stands in the line of that field.
focused() { # LABEL
	local line end=$((SECONDS + PATIENCE))
	while ((SECONDS < end)); do
		line=$(tmux -S "$socket" display -p '#{cursor_y}')
		screen | sed -n "$((line + 1))p" | grep -q "^  $1 *" && return 0
		sleep 0.05
	done
	echo "not in focus: $1"
	screen
	return 1
}

# Waits until it has not.
hides() { # TEXT
	local end=$((SECONDS + PATIENCE))
	while ((SECONDS < end)); do
		screen | grep -qF -- "$1" || return 0
		sleep 0.05
	done
	echo "still on the screen: $1"
	screen
	return 1
}

# Waits for the end of the command, which must have that status.
ends() { # STATUS
	local end=$((SECONDS + PATIENCE))
	until [ -s status ] || ((SECONDS >= end)); do sleep 0.05; done
	[ "$(cat status)" = "$1" ] || { echo "status $(cat status)"; screen; return 1; }
}

# The screen, without what differs from run to run; lines that a terminal draws with
# another set of letters (between SO and SI) are lines again.
steady() {
	tmux -S "$socket" capture-pane -pe | perl -CS -0777 -pe '
		s/\e\[[0-9;]*m//g;
		s/\x0e(.*?)(\x0f|\z)/$1 =~ tr{qxlkmj}{\x{2500}\x{2502}\x{250c}\x{2510}\x{2514}\x{2518}}r/ges;
		s/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/"x" x 36/ge;
		s{/tmp/liosh-\w{6}}{/tmp/liosh-PLACES}g;
		s/ +$//mg'
}

# The screen is as it is kept in tests/golden/tui, with each of these on it; it has the
# usual patience to be drawn.
look() { # NAME WORDS...
	local words end=$((SECONDS + PATIENCE)) file
	file=$TOP/tests/golden/tui/$1-${size:-80x24}
	for words in "${@:2}"; do shows "$words"; done
	[ -z "${UPDATE:-}" ] || sleep 1
	until [ -n "${UPDATE:-}" ] || steady | cmp -s - "$file" || ((SECONDS >= end)); do
		sleep 0.1
	done
	golden "$file" "$(steady)"
}
