# SPDX-License-Identifier: GPL-3.0-or-later
# A secret that was typed and not asked to be shown is in no screen, in nothing that went
# to the terminal, in no argument or environment, in no file but the private one that it
# is for, and in no core file.

load helpers
load tui
load pages
load canary

setup() {
	need tmux
	cd "$BATS_TEST_TMPDIR" || return
	export XDG_STATE_HOME=$PWD/state XDG_DATA_HOME=$PWD/data
	ulimit -c unlimited
}

@test "not on the way through all pages, views and dialogs" {
	local view
	start 80 24
	secrets_typed
	clean_so_far
	review
	for view in p c y w; do
		press $view
		sleep 0.3
		clean_so_far
		press NPage
		sleep 0.3
		clean_so_far
	done
	press p
	shows "This will be done"
	press Enter
	shows "Saved in"
	for view in l m x; do
		press $view
		sleep 0.3
		clean_so_far
		press End
		sleep 0.3
		clean_so_far
	done
	press q
	ends 0
	[ -s raw ]
	[ "$(holders)" = ./p.yaml ]
	[ "$(stat -c %a p.yaml)" = 600 ]
}

@test "this test sees one that is shown" {
	start 80 24
	secrets_typed
	press Up
	press Up
	press Up
	press F4
	shows $CANARY
	run clean_so_far
	[ "$status" -ne 0 ]
	leave_terminal
	grep -q $CANARY raw
}

@test "not in a core file, not in the answers that are kept" {
	local signal
	for signal in SEGV ABRT HUP; do
		start 80 24
		secrets_typed
		killed_by $signal
		[ "$(holders)" = "" ]
		[ -z "$(find . -name 'core*')" ]
		# They are there, and would be offered.
		[ -n "$(find state -type f)" ]
		rm -r state
	done
}

# What is asked now: the last line of the screen, without what it proposes.
asked() { screen | grep -v '^$' | tail -n 1 | sed 's/ *\[.*//; s/:.*//'; }

answer_lines() {
	local end=$((SECONDS + 120)) label before='' secret=''
	until [ -s status ]; do
		((SECONDS < end)) || { screen && return 1; }
		label=$(screen | grep -v '^$' | tail -n 1)
		[ "$label" != "$before" ] || { sleep 0.05 && continue; }
		before=$label
		case $(asked) in
		File) type_ "/nonexistent/disk1.img" ;;
		Extent) type_ "file" ;;
		Size) type_ "10G" ;;
		Initiators) type_ "$IQN:h1" ;;
		Authentication) type_ "mutual" ;;
		User) type_ "host" ;;
		"Peer user") type_ "target" ;;
		Secret) type_ "${secret:=$CANARY}" ;;
		"Peer secret") type_ "${secret:=$PEER}" ;;
		"Once more") type_ "$secret" && secret='' ;;
		"Do it"*) type_ "yes" ;;
		esac
		clean_so_far
		press Enter
	done
}

@test "not where the same is asked line by line" {
	terminal 80 200 "'$LIOSH' -f p.yaml wizard --plain"
	record
	answer_lines
	[ -s raw ]
	[ "$(holders)" = ./p.yaml ]
	grep -q $PEER p.yaml
}
