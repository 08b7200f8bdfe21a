# SPDX-License-Identifier: GPL-3.0-or-later
# The wizard on a screen: keys pressed in a real terminal, screens compared with what is
# kept, and beside them what must stand where.

load helpers
load tui
load pages

setup() {
	need tmux
	cd "$BATS_TEST_TMPDIR" || return
}

@test "a screen that is too small says so, and comes back" {
	start 80 24
	target
	tmux -S "$socket" resize-window -x 60 -y 20
	shows "need 80x24, have 60x20"
	size=60x20 look small
	tmux -S "$socket" resize-window -x 80 -y 24
	shows "will be $IQN:disk1"
	look target
}

# Letters go in before the last two, with a wider and a narrower terminal between them.
resized() { # NAME
	start 80 24
	press Down
	press C-u
	type_ "$IQN:$1"
	press Left
	press Left
	tmux -S "$socket" resize-window -x 100 -y 30
	type_ "123"
	tmux -S "$socket" resize-window -x 80 -y 24
	type_ "456"
}

@test "a resize in the middle of a word loses nothing" {
	resized abcdef
	shows "will be $IQN:abcd123456ef"
}

@test "a resize in the middle of a line that is longer than its field" {
	resized "$(printf 'a%.0s' {1..60})bcdef"
	shows "bcd123456ef"
}

@test "wide letters, and others among them, in a line that is longer than its field" {
	start 80 24
	target
	extent "/nonexistent/$(printf 'a%.0s' {1..60})"
	press Up
	type_ "漢 漢"
	press Left
	type_ "b c"
	press Left Left
	press BSpace
	type_ "é"
	press Home
	press Right
	type_ "字"
	press End
	type_ "z"
	portal
	access
	review
	press y
	# A long path goes on at one of its parts.
	shows '"/字nonexistent'
	shows ' /aaa'
	shows 'aaa漢 é c漢z"'
}

@test "keys that nobody sees the effect of have none" {
	start 80 24
	target
	extent
	portal
	access
	review
	tmux -S "$socket" resize-window -x 60 -y 20
	shows "need 80x24, have 60x20"
	press Enter
	press s
	tmux -S "$socket" resize-window -x 80 -y 24
	shows "This will be done"
	[ ! -e p.yaml ]
	press Enter
	shows "Saved in p.yaml"
}

@test "pasted lines are words, and no keys" {
	start 80 24
	target
	extent
	portal
	access
	press C-u
	printf '%s\n' iqn.2026-11.a:{h1,db2,n3} "" | tmux -S "$socket" load-buffer -
	tmux -S "$socket" paste-buffer -p
	shows "iqn.2026-11.a:h1 iqn.2026-11.a:db2 iqn.2026-11.a:n3"
	shows "[Access]"
	focused Initiators
}

@test "keys that the terminal is not known to have work, and one that nobody knows is none" {
	local term
	for term in vt100 vt220 screen; do
		TUI_TERM=$term start 80 24
		press Down
		focused Name
		press C-u
		# Ctrl-Right, F5 (also of the console), Shift-F1, a click, Shift-Delete of rxvt.
		tmux -S "$socket" send-keys -H 1b 5b 31 3b 35 43
		tmux -S "$socket" send-keys -H 1b 5b 31 35 7e
		tmux -S "$socket" send-keys -H 1b 5b 5b 45
		tmux -S "$socket" send-keys -H 1b 4f 32 50
		tmux -S "$socket" send-keys -H 1b 5b 3c 30 3b 31 3b 31 4d
		tmux -S "$socket" send-keys -H 1b 5b 33 24
		type_ "$IQN:bcd"
		tmux -S "$socket" send-keys -H 1b 5b 31 7e
		type_ "x"
		tmux -S "$socket" send-keys -H 1b 5b 33 7e
		shows "Name                xqn.2026-11.org.example:bcd"
		tmux -S "$socket" send-keys -H 1b 5b 34 7e
		type_ "e"
		shows "Name                xqn.2026-11.org.example:bcde"
		tmux -S "$socket" send-keys -H 1b 5b 5b 41
		shows "In answer files: target.name"
		hides "Leave the wizard?"
		leave_terminal
	done
}

# The Esc closes the help; what a sequence that was cut short would have been is none.
@test "pasted lines are words right behind an Esc and a part of a key, too" {
	local bytes
	for bytes in "1b" "1b 5b" "1b 4f"; do
		start 80 24
		press Down
		focused Name
		press C-u
		type_ "x"
		shows "Name                x"
		if [ "$bytes" = 1b ]; then
			press F1
			shows "In answer files"
		fi
		# shellcheck disable=SC2086 # a word each
		tmux -S "$socket" send-keys -H $bytes 1b 5b 32 30 30 7e 61 0d 62 0a 63 1b 5b 32 30 31 7e
		shows "Name                xa b c"
		hides "In answer files"
		focused Name
		leave_terminal
	done
}

@test "a paste whose end is lost does not take the keys for ever" {
	start 80 24
	target
	extent
	portal
	access
	tmux -S "$socket" send-keys -H 1b 5b 32 30 30 7e
	type_ "x"
	sleep 3
	press Tab
	focused "Single initiator"
}

@test "a list of several keeps what was typed, and Enter takes its line" {
	start 80 24
	target
	extent
	portal
	press C-u
	type_ "10.9.9.9 10.8.8.8"
	press F2
	shows "Space: tick"
	press Space Enter
	shows "10.9.9.9 10.8.8.8 ::"
	press C-u
	type_ "10.9.9.9"
	press F2
	shows "Space: tick"
	press Down Enter
	shows "10.9.9.9 0.0.0.0"
}

@test "colours where there are some, and none where none are wanted" {
	start 80 24
	tmux -S "$socket" capture-pane -pe | grep -Eq $'\e\\[([0-9;]*;)?3[1-7]m'
	leave_terminal
	NO_COLOR=1 start 80 24
	run ! grep -Eq $'\e\\[([0-9;]*;)?3[1-7]m' <(tmux -S "$socket" capture-pane -pe)
}

@test "a terminal that cannot place text is refused, and names the way on" {
	TUI_TERM=dumb terminal 80 24 "'$LIOSH' -f p.yaml wizard 2>err"
	ends 69
	grep -q "'wizard --plain' asks the same line by line" err
}

@test "without a terminal the same" {
	expect 69 "$LIOSH" -f p.yaml wizard
	[[ $stderr == *"wizard --plain"* ]]
}

@test "what is wrong is told as it is typed, beside the field" {
	start 80 24
	press Down
	press C-u
	type_ "under_score"
	shows "! 'iqn.2003-01.org.linux-iscsi."
	shows "'_' is not allowed"
	press NPage
	shows "[Target]"
	press C-u
	type_ "$IQN:fine"
	shows "will be $IQN:fine"
	hides "! "
}

@test "a serial that cannot be one is told beside its field" {
	start 80 24
	target
	extent
	press Down Down Down Down
	focused "\[+\] Advanced"
	press Enter
	focused "\[-\] Advanced"
	press Down Down
	focused Serial
	type_ "bad serial!"
	shows "! 'bad serial!' cannot be the serial of a new storage"
	shows "object: a serial has 1 to 36 of A-Z a-z 0-9 -"
	press NPage
	focused Serial
	press C-u
	type_ "0123456789"
	hides "! 'bad"
	portal
}

@test "a plan that cannot be made leads to the field that mends it" {
	start 80 24
	target
	extent
	portal
	access
	review
	press Enter
	shows "Saved in p.yaml"
	leave_terminal
	start 80 24
	press Down
	press C-u
	type_ "$IQN:disk2"
	shows "will be $IQN:disk2"
	extent
	portal
	access
	press NPage
	shows "This cannot be done"
	shows "/nonexistent/disk1.img is in use"
	press Enter
	shows "[Extent]"
	focused File
}

@test "next goes to what is missing" {
	start 80 24
	target
	extent
	portal
	press NPage
	shows "[Access]"
	press Down Down
	press Right
	shows "chap  ("
	press NPage
	shows "! "
	focused Initiators
	type_ "$IQN:h1"
	press NPage
	shows "! User is needed"
	focused User
}

@test "what only the server knows may stay empty, and says what that means" {
	start 80 24
	target
	extent
	press C-u
	shows "the size of the file that is there when it is restored"
	hides "  Blocks"
	portal
	press C-u
	shows "nowhere yet: nobody reaches it before it has a portal"
	hides "  Port  "
	press Down
	press Up
	shows "nowhere yet"
	access
	press NPage
	shows "This will be done"
	press Enter
	shows "Saved in p.yaml"
	lacks p.yaml '[{ ]size:'
	lacks p.yaml portals
}

@test "back loses nothing, and leaving is asked" {
	start 80 24
	target
	extent
	portal
	press Escape
	shows "[Extent]"
	shows "/nonexistent/disk1.img"
	shows "10G"
	press Escape
	shows "[Target]"
	shows "first disk"
	press Escape
	shows "Leave the wizard?"
	press n
	hides "Leave the wizard?"
	shows "first disk"
	press F10
	shows "Leave the wizard?"
	press y
	ends 130
	[ ! -e p.yaml ]
}

# A line of the plan, and the field in whose column the cursor stands then.
@test "a line of the plan leads to its question" {
	local row
	start 80 24
	target
	extent
	portal
	access
	review
	for row in "1 Extent" "2 Extent" "3 Name" "4 Who" "6 Initiators" "9 LUN" "11 Listen on"; do
		press p
		for ((i = 0; i < ${row%% *}; i++)); do press Down; done
		press e
		shows "${row#* }"
		focused "${row#* }"
		until screen | grep -q 'Review\]'; do press NPage; sleep 0.1; done
	done
	press c
	shows "The same as commands"
	press e
	shows "The same as commands"
}

@test "letters and Esc with a digit do what function keys do" {
	start 80 24
	press '?'
	shows "In answer files: target"
	press Escape
	hides "In answer files"
	press Escape 1
	shows "In answer files: target"
	press Escape
	hides "In answer files"
	press n
	shows "[Extent]"
	press Up Up Up
	press b
	shows "[Target]"
	press q
	shows "Leave the wizard?"
	press y
	ends 130
}

# To the page Access, with CHAP and a secret there.
to_secret() { # USER SECRET
	start 80 24
	target
	extent
	portal
	access
	press Down Down
	press Right
	shows "chap  ("
	press Down
	type_ "$1"
	press Down
	type_ "$2"
}

@test "a secret is masked, made and shown on request" {
	to_secret host1 canary-secret-1
	shows "***************"
	hides "canary-secret-1"
	press F4
	shows "canary-secret-1"
	press Tab
	hides "canary-secret-1"
	press Up
	press F3
	until [[ $(screen) =~ Secret\ +([A-Za-z0-9.-]{16}) ]]; do sleep 0.05; done
	made=${BASH_REMATCH[1]}
	press Tab
	review
	press c
	shows "The same as commands"
	press NPage
	shows "password=-"
	press y
	shows "The same as a profile"
	press NPage
	shows '"********"'
	hides "$made"
	press v
	press NPage
	shows "$made"
}

@test "the list of a field: letters jump, Enter takes, Esc leaves it" {
	start 80 24
	press End
	press Up Up Up
	press Enter
	shows "letters: jump"
	press m Enter
	shows "modern  ("
	press Enter
	press x Escape
	hides "letters: jump"
	shows "modern  ("
	press Left
	shows "legacy  ("
}

@test "Ctrl-C asks, the terminal is as before" {
	terminal 80 24 "stty -a >stty.before; '$LIOSH' -f p.yaml wizard"
	shows "[Target]"
	press C-c
	shows "Leave the wizard?"
	press y
	ends 130
	diff stty.before stty.after
	[ ! -e p.yaml ]
}

@test "an Enter that Ctrl-C overtakes does nothing" {
	local wizard
	start 80 24
	target
	extent
	portal
	access
	review
	press q
	shows "Leave the wizard?"
	wizard=$(pgrep -P "$(tmux -S "$socket" display -p '#{pane_pid}')" -f wizard)
	kill -STOP "$wizard"
	press Enter
	press C-c
	sleep 0.2
	kill -CONT "$wizard"
	hides "Leave the wizard?"
	press v
	shows "[Review]"
	press q
	shows "Leave the wizard?"
	press y
	ends 130
	[ ! -e p.yaml ]
}

@test "SIGTERM, SIGHUP and a crash leave the terminal as it was" {
	local signal
	for signal in TERM HUP SEGV; do
		terminal 80 24 "stty -a >stty.before; '$LIOSH' -f p.yaml wizard"
		shows "[Target]"
		kill -"$signal" "$(pgrep -P "$(tmux -S "$socket" display -p '#{pane_pid}')" -f wizard)"
		for _ in {1..100}; do [ -s stty.after ] && break; sleep 0.05; done
		diff stty.before stty.after
		hides "[Target]"
		[ ! -e p.yaml ]
		leave_terminal
		rm -f stty.after
	done
}

@test "suspended and back, all is there" {
	terminal 80 24 "bash --norc -i"
	type_ "'$LIOSH' -f p.yaml wizard"
	press Enter
	shows "[Target]"
	target
	press C-z
	shows "Stopped"
	type_ "fg"
	press Enter
	shows "will be $IQN:disk1"
	shows "first disk"
}

@test "saved as a profile, nothing applied" {
	start 80 24
	target
	extent
	portal
	access
	review
	press s
	shows "Save as a profile"
	type_ "$PWD/other.yaml"
	press Enter
	shows "Saved"
	press Enter
	hides "other.yaml"
	press Escape
	shows "[Access]"
	[ ! -e p.yaml ]
	"$LIOSH" -f other.yaml ls | grep -q "$IQN:disk1"
}

@test "a lost connection: the answers are offered again, without the secret" {
	mkdir -p "$HOME"
	to_secret host-user secret-of-host1
	press PPage
	shows "[Portal]"
	leave_terminal
	start 80 24
	shows "Go on with them?"
	shows "target.name: $IQN:disk1"
	run ! grep -rqs secret-of-host1 "$HOME/.local/state/liosh"
	press y
	press NPage
	shows "/nonexistent/disk1.img"
	press NPage
	press NPage
	shows "host-user"
	focused Secret
	press F10
	shows "Leave the wizard?"
	press y
	ends 130
	start 80 24
	shows "[Target]"
	hides "Go on with"
	run ls "$HOME/.local/state/liosh"
	[[ $output != *wizard* ]]
}

# Long lines go on where a shell lets them.
@test "what is cut from the last page can be run" {
	start 80 150
	target
	extent
	portal
	access
	press Down Down
	press Right
	shows "chap  ("
	press Down
	type_ "a rather long name"
	press C-u
	type_ "host-user"
	press Down
	type_ "twelve  ch'rs"
	review
	press Enter
	shows "Saved in p.yaml"
	# There is no way back, and the lines are wanted still.
	press Escape
	press v
	shows "twelve"
	press v
	hides "twelve"
	press v
	shows "twelve"
	screen | sed -n '/^# The disks of/,/^───/p' | sed -e '/^───/d' -e ':a' -e '/ \\$/{N;s/ \\\n/ /;ta' -e '}' |
		grep -v '^#' | grep . >lines
	expect 0 "$LIOSH" -f p.yaml connect "$IQN:disk1" --show-secrets
	diff lines <(grep -v '^#' <<<"$output" | grep .)
	grep -q '.\{100\}' lines
}

@test "what else is not saved is not saved unasked" {
	terminal 80 24 "'$LIOSH' -f p.yaml"
	shows "/>"
	type_ "/backstores/ramdisk create r0 1M"
	press Enter
	shows "/*>"
	type_ "wizard"
	press Enter
	shows "[Target]"
	target
	extent
	portal
	access
	review
	press Enter
	shows "1 other change is not saved yet"
	press n
	shows "Not saved: 'saveconfig' does it."
	press q
	shows "/*>"
	[ ! -e p.yaml ]
	type_ "exit"
	press Enter
}

@test "a machine without LIO: a profile is designed and saved, nothing is applied" {
	[ ! -d /sys/kernel/config/target ] && ! modinfo target_core_mod >/dev/null 2>&1 ||
		skip "a kernel without LIO is missing"
	terminal 80 24 "'$LIOSH' wizard"
	shows "! LIO, the kernel's SCSI target, is not available here"
	shows "q: leave"
	press Escape
	press F1
	shows "! LIO, the kernel's SCSI target, is not available here"
	press Enter
	shows "[Target]"
	target
	extent
	portal
	access
	review
	press s
	shows "Save as a profile"
	type_ "designed.yaml"
	press Enter
	shows "Saved"
	press Enter
	hides "─Saved"
	press Enter
	shows "It was not done"
	shows "is not available here"
	press Enter
	shows "This will be done"
	press q
	shows "Leave the wizard?"
	press y
	ends 130
	grep -q "luns: { 0: fileio/disk1 }" designed.yaml
}

# What stands in a dialog, without the places where lines end.
dialog_words() { sed -n 's/^[^│]*│\(.*\)│.*/\1/p' <<<"$1" | tr -d '[:space:]'; }

# The help of a field is that of its row.
is_helped() { # KEY SCREEN
	local help
	help=$("$UNIT/test_questions" list | awk -F '\t' -v key="$1" '$1 == key { print $5 }')
	[[ -n $help && $(dialog_words "$2") == "${help//[[:space:]]/}"* ]] || { echo "$1: $help" && echo "$2" && return 1; }
}

# Help of each line of the page that is shown now, folded ones too: its keys go to `keys`.
walk() { # PAGE
	local _ seen=0 text key
	shows "[$1]"
	for _ in {1..30}; do
		press F1
		shows "Enter: go on"
		text=$(screen)
		press Enter
		hides "Enter: go on"
		key=$(sed -n 's/.*In answer files: \([a-z._]*\).*/\1/p' <<<"$text")
		if [ -n "$key" ]; then
			echo "$key" >>keys
			is_helped "$key" "$text"
			grep -q "It sets: [a-z]" <<<"$text"
		fi
		text=$(under_cursor)
		case $text in
		*"[+] Advanced"*) press Enter ;;
		*"[ Next ]"*) seen=1 && break ;;
		esac
		press Tab
	done
	[ "$seen" -eq 1 ]
}

secrets() { # USER PEER
	to User && type_ "$1"
	to Secret && press F3
	to "Peer user" && type_ "$2"
	to "Peer secret" && press F3
}

# A row is a line on the screen, with help of its own: all of them, on three ways through.
@test "every row is on the screen and has its help" {
	local text
	: >keys
	start 80 24
	target
	to Target
	walk Target
	extent
	to Extent
	walk Extent
	portal
	choose Discovery mutual
	to "Listen on"
	walk Portal
	secrets seeker server
	access
	type_ " $IQN:h2"
	choose Authentication mutual
	to Who
	walk Access
	secrets host target
	to "Peer secret" && press C-u && type_ "short"
	shows "is short: less than 12 bytes"
	press NPage
	shows "Cluster file system"
	shows "Unusual secrets"
	walk Review
	leave_terminal
	write_two_groups >two.yaml
	chmod 600 two.yaml
	terminal 80 24 "'$LIOSH' -f two.yaml wizard"
	choose Target "$IQN:two"
	walk Target
	press NPage
	shows "[Extent]"
	for text in device backstore; do
		choose Extent $text
		walk Extent
	done
	leave_terminal
	terminal 80 24 "'$LIOSH' -f two.yaml wizard"
	shows "Esc"
	target
	extent
	portal
	walk Portal
	leave_terminal
	unshare -u true || skip "namespaces of host names are missing"
	terminal 80 24 "unshare -u sh -c 'hostname localhost; exec \"\$0\" -f three.yaml wizard' '$LIOSH'"
	shows "Base of names"
	to Target
	walk Target
	diff <(sort -u keys | grep .) <("$UNIT/test_questions" list | cut -f 1 | sort)
}

@test "the page of portals follows a target that is there" {
	write_two_groups >two.yaml
	chmod 600 two.yaml
	terminal 80 24 "'$LIOSH' -f two.yaml wizard"
	shows "Esc"
	target
	extent
	portal
	shows "  Portals             own "
	shows "  Listen on           10.0.0.1 10.0.0.2"
	shows "  Port                3262"
	choose Portals "$IQN:two/tpg1"
	hides "  Listen on"
	hides "  Port  "
	look same-portals "at 10.0.0.1:3262 10.0.0.2:3262"
	choose Portals own
	shows "  Listen on           10.0.0.1 10.0.0.2"
}

write_two_groups() {
	cat <<-END
		liosh: 1
		backstores:
		  ramdisk:
		    d0: { size: 1MiB }
		    d1: { size: 1MiB }
		iscsi:
		  $IQN:two:
		    tpg1: { luns: { 0: ramdisk/d0 }, portals: { "10.0.0.1:3262": {}, "10.0.0.2:3262": {} } }
		    tpg2: { enable: false }
	END
}

@test "after Ctrl-Z and fg pasted lines are still words" {
	terminal 80 24 "env PS1='ready ' bash --norc -i"
	shows "ready"
	type_ "'$LIOSH' -f p.yaml wizard"
	press Enter
	shows "[Target]"
	press Down
	focused Name
	press C-z
	shows "Stopped"
	type_ "fg"
	press Enter
	focused Name
	press C-u
	printf 'aa\nbb\n' | tmux -S "$socket" load-buffer -
	tmux -S "$socket" paste-buffer -p
	shows "aa bb"
}

# What the view shows as a profile, secrets too, in a terminal where no line is cut.
shown_yaml() { # FILE
	press y
	shows "The same as a profile"
	press v
	hides '"********"'
	screen | sed -n '/liosh: 1/,/^───/p' | sed -e '/^───/d' -e 's/^  //' >"$1"
	lacks "$1" '\*\*\*'
	chmod 600 "$1"
	press v p
	shows "This will be done"
}

# Laid over what was there, the profile that is shown makes what the plan made; what was
# saved from the plan makes it of anything.
same_tree() { # FILE
	cp p.yaml before.yaml 2>/dev/null || rm -f before.yaml
	review
	shown_yaml shown.yaml
	press s
	shows "Save as a profile"
	rm -f whole.yaml
	type_ "$PWD/whole.yaml"
	press Enter
	shows "─Saved"
	press Enter
	hides "─Saved"
	press Enter
	shows "Saved in p.yaml"
	press q
	ends 0
	cp before.yaml laid.yaml 2>/dev/null || rm -f laid.yaml
	expect 0 "$LIOSH" --yes -f laid.yaml restoreconfig shown.yaml
	expect 0 "$LIOSH" -f laid.yaml diff p.yaml
	expect 0 "$LIOSH" -f p.yaml diff laid.yaml
	cp before.yaml replaced.yaml 2>/dev/null || rm -f replaced.yaml
	expect 0 "$LIOSH" --yes -f replaced.yaml apply whole.yaml
	expect 0 "$LIOSH" -f replaced.yaml diff p.yaml
}

@test "the profile that is shown is the plan: a new target, mutual CHAP, discovery" {
	start 200 150
	target
	extent
	portal
	choose Discovery mutual
	secrets seeker server
	access
	choose Authentication mutual
	secrets host target
	same_tree
	grep -q 'discovery_auth:' shown.yaml
	# One way now: the other pair goes.
	start 200 150
	another 2
	choose Discovery chap
	to User && type_ "other"
	to Secret && press F3
	access
	same_tree
	grep -q 'mutual_userid: ""' shown.yaml
	lacks shown.yaml disk1
	# And open again, which is a default.
	start 200 150
	another 3
	choose Discovery none
	access
	same_tree
	grep -q 'enable: false' shown.yaml
}

@test "the profile that is shown is the plan: one more disk, and no more" {
	start 200 150
	target
	extent
	portal
	access
	choose Authentication chap
	to User && type_ "host"
	to Secret && press F3
	same_tree
	start 200 150
	choose Target "$IQN:disk1"
	extent /nonexistent/disk2.img
	same_tree
	lacks shown.yaml password
	lacks shown.yaml portals
	lacks shown.yaml disk1.img
}

@test "the profile that is shown is the plan: for any, read-only" {
	start 200 150
	target
	extent
	portal
	press NPage
	shows "[Access]"
	choose Who any
	choose Authentication none
	to Read-only && press Space
	same_tree
	lacks shown.yaml discovery
}

# To the page of the portals of one more target.
another() { # NUMBER
	press Down
	focused Name
	press C-u
	type_ "$IQN:disk$1"
	shows "will be $IQN:disk$1"
	extent "/nonexistent/disk$1.img"
	portal
}
