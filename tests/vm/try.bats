# SPDX-License-Identifier: GPL-3.0-or-later
# `make try` as somebody at a terminal meets it: the demo, then a shell that can be used.
# Started on this machine, for it starts its own.
# boot: none
load ../helpers

# On the kernel that `make try` takes, itself, as if no other make ran it. What it needs is
# installed and built: that of a run of tests is the same.
try() {
	if [ "${KERNEL:-6.1}" = 6.1 ]; then
		echo 'env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL -u MODE make try'
	else
		echo "MAKELEVEL=1 tests/vm/try $KERNEL"
	fi
}

setup() {
	need tmux
	socket=liosh-try-$BASHPID
	tmux -L "$socket" -f /dev/null new-session -d -x 80 -y 24 \
		env HOME="$BATS_TEST_TMPDIR" XDG_CACHE_HOME="${LIOSH_VM_CACHE:?}" TERM=screen \
		sh -c 'cd "$1" && eval "$2"; echo "ended with $?"; sleep 60' sh "$TOP" "$(try)"
	tmux -L "$socket" set -s escape-time 0
}

teardown() {
	tmux -L "$socket" kill-server 2>/dev/null || true
}

keys() { tmux -L "$socket" send-keys "$@"; }
screen() { tmux -L "$socket" capture-pane -p; }

see() { # SECONDS REGEX
	local try
	for ((try = 0; try < $1 * 10; try++)); do
		screen | grep -Eq -- "$2" && return 0
		sleep 0.1
	done
	printf 'never seen: %s\n' "$2"
	screen
	return 1
}

@test "make try ends in a shell with completion, Ctrl-C and resize; leaving it ends the machine" {
	see 240 '^/> *$'
	run ! grep -E 'Missing here|^ +(CC|LINK) ' <(tmux -L "$socket" capture-pane -p -S -)
	keys 'cd /isc' Tab
	see 20 '^/> cd /iscsi/'
	keys C-c
	see 20 '^/> *$'
	keys 'ls /iscsi depth=1' Enter
	see 20 'o- iscsi \.+ \[Targets: 1\]$'
	tmux -L "$socket" resize-window -x 120 -y 40
	sleep 1
	keys C-l 'ls /iscsi depth=1' Enter
	see 20 '^o- iscsi \.{90,} \[Targets: 1\]$'
	keys 'sessions' Enter
	see 20 'no open sessions'
	keys 'exit' Enter
	see 60 '^ended with 0$'
}
