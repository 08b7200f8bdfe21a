# SPDX-License-Identifier: GPL-3.0-or-later
# The shell at a terminal: completion, help, signals, history, resize. Driven in tmux.
load helpers
load typing

GOLDEN=$BATS_TEST_DIRNAME/golden/shell

setup() {
	need tmux
	cd "$BATS_TEST_TMPDIR" || return
	install -m 600 "$GOLDEN/start.yaml" p.yaml
	mkdir home
	socket=liosh-$BASHPID
	begin p.yaml
}

begin() { # PROFILE
	tmux -L "$socket" -f /dev/null new-session -d -x 100 -y 30 \
		env -i HOME="$PWD/home" TERM=screen LANG=C.UTF-8 PATH="$PATH" \
		sh -c 'trap : INT; "$1" -f "$2"; echo "left with $?"; sleep 60' sh "$LIOSH" "$1"
	tmux -L "$socket" set -s escape-time 0
	see '/>$'
}

never() { # REGEX
	! screen | grep -Eq -- "$1" || { screen; return 1; }
}

# On a server of its own: the one before takes its time to end.
again() { # PROFILE
	tmux -L "$socket" kill-server
	socket+=.
	begin "$1"
}

@test "where nothing is exported the first screen offers the wizard" {
	never 'wizard'
	again new.yaml
	see "^Nothing is exported yet: 'wizard' asks for all that a disk needs\.$"
	[ "$(screen | grep -c wizard)" -eq 1 ]
	keys 'wizard' Enter
	see '\[Target\]'
	keys F10
	see 'Leave the wizard\?'
	keys 'y'
	see '^/>$'
	# Disks that nobody gets are not exported.
	keys '/backstores/ramdisk create r0 1M' Enter
	see '^/\*>$'
	keys 'saveconfig' Enter
	see '^/>$'
	again new.yaml
	see '^Nothing is exported yet'
	keys '/iscsi create' Enter
	see '^/\*>$'
	keys 'saveconfig' Enter
	see '^/>$'
	again new.yaml
	never 'Nothing is exported'
}

@test "TAB completes paths, commands and parameters" {
	keys '/isc' Tab
	see '^/> /iscsi/$'
	keys Tab
	see '^/> /iscsi/iqn.2026-11.org.example:disk0/$'
	keys Tab 'lu' Tab
	see 'disk0/tpg1/luns/'
	keys ' cr' Tab
	see 'luns/ create$|luns/lun0 create$|luns/.*create'
}

@test "TAB completes targets, platforms and initiators of connect" {
	keys 'conn' Tab Tab
	see '^/> connect iqn.2026-11.org.example:disk0$'
	keys 'for=' Tab Tab
	see '^ *windows +Windows'
	keys 'w' Tab 'ini' Tab Tab
	see 'for=windows initiator=iqn.2026-11.org.example:host1$'
}

@test "TAB completes the value of an option, and the words behind it" {
	keys 'restoreconfig --savefile p.y' Tab
	see 'restoreconfig --savefile p.yaml$'
	keys C-u 'connect --for win' Tab
	see '^/> connect --for windows$'
	keys Tab
	see '^/> connect --for windows iqn.2026-11.org.example:disk0$'
}

@test "TAB completes names and values of set" {
	keys 'cd /iscsi' Enter
	see '^/iscsi>$'
	keys 'set disc' Tab
	see 'set discovery_auth$'
	keys 'mutual_p' Tab
	see 'discovery_auth mutual_password=$'
	keys C-u 'set discovery_auth enable=' Tab Tab
	see '^  1$'
	see '^  0 +\(now\)'
}

@test "TAB completes the groups that a LUN can be in" {
	keys 'cd /iscsi/iqn.2026-11.org.example:disk0/tpg1/luns/lun0' Enter
	see 'lun0>$'
	keys 'set alua alua_tg_pt_gp_name=' Tab
	see 'alua_tg_pt_gp_name=default_tg_pt_gp$'
	keys C-u '/backstores/fileio/disk0/alua create standby 3' Enter
	see 'lun0\*?>$'
	keys 'set alua alua_tg_pt_gp_name=' Tab Tab
	see '^  default_tg_pt_gp +\(now\)$'
	see '^  standby +ALUA state: Active/optimized$'
	keys 's' Tab
	see 'alua_tg_pt_gp_name=standby$'
}

@test "TAB shows storage objects with their state, and files" {
	keys '/iscsi/iqn.2026-11.org.example:disk0/tpg1/luns create ' Tab Tab Tab
	see '/backstores/block/db +/dev/disk/by-id/wwn'
	see '/backstores/fileio/disk0 +/srv'
	keys C-u 'restoreconfig p.y' Tab
	see 'restoreconfig p.yaml$'
}

@test "? explains and keeps the line; in quotes it is a character" {
	keys '/backstores/ramdisk create r1 ?'
	see 'Size'
	see '^/> /backstores/ramdisk create r1$'
	keys C-u "ls '?"
	see "^/> ls '\\?$"
}

@test "a unique prefix is a command here" {
	keys '/iscsi stat' Enter
	see '^Status for /iscsi: Targets: 1$'
	keys 'se' Enter
	see '^no such command: se$'
}

@test "Ctrl-C clears the line, an error keeps the shell" {
	keys 'garbage'
	see 'garbage$'
	keys C-c
	see '^/>$'
	keys 'pwd' Enter
	see '^/$'
	keys 'sett' Enter
	see "^fix: did you mean 'set'\\?$"
	see '^/>$'
	keys C-d
	see '^left with 0$'
}

@test "Ctrl-C gives up the whole of a line that goes on" {
	keys 'ls /backstores/ramdisk 1 \' Enter
	see '^>$'
	keys 'more of it'
	see '^> more of it$'
	keys C-c
	see '^/>$'
	keys 'pwd' Enter
	see '^/$'
	never 'ramdisk .*\['
	keys 'status \' Enter
	see '^>$'
	keys Enter
	see '^Status for /'
}

@test "unsaved changes are marked and asked about" {
	keys '/backstores/ramdisk create r1 1M' Enter
	see '^/\*>$'
	keys 'exit' Enter
	see 'lose them\? \[y/N\]'
	keys 'n' Enter
	see '^/\*>$'
	keys 'saveconfig' Enter
	see '^/>$'
	keys 'exit' Enter
	see '^left with 0$'
	grep -q 'r1:' p.yaml
}

@test "a file that somebody else wrote: two ways on" {
	keys '/backstores/ramdisk create mine 1M' Enter
	see '^/\*>$'
	"$LIOSH" -f p.yaml /backstores/ramdisk create theirs 1M
	keys 'saveconfig' Enter
	see "^fix: 'saveconfig OTHER.yaml' keeps your changes in another file; 'refresh yes=true' reads"
	keys 'refresh' Enter
	see 'refresh would lose 1 unsaved change$'
	keys 'saveconfig other.yaml' Enter
	see 'saved to other.yaml$'
	keys 'refresh yes=true' Enter
	see '^/>$'
	keys C-l '/backstores/ramdisk ls' Enter
	see 'o- theirs '
	never 'o- mine '
	grep -q mine: other.yaml
}

@test "leaving saves nothing" {
	keys '/backstores/ramdisk create r1 1M' Enter
	see '^/\*>$'
	keys C-d
	see 'lose them\? \[y/N\]'
	keys 'y' Enter
	see '^left with 0$'
	diff "$GOLDEN/start.yaml" p.yaml
}

@test "history keeps lines, never secrets" {
	keys '/iscsi pwd' Enter
	see '^/iscsi$'
	keys ' status' Enter
	see '^Status for /'
	keys '/iscsi set discovery_auth userid=a password=open-sesame-1' Enter
	see "^Parameter password is now '\\(secret\\)'.$"
	keys Up
	see '^/\*> /iscsi pwd$'
	keys C-u 'exit' Enter
	see 'lose them'
	keys 'y' Enter
	see '^left with 0$'
	[ "$(cat home/.local/state/liosh/history)" = $'/iscsi pwd\nexit' ]
	[ "$(stat -c %a home/.local/state/liosh/history)" = 600 ]
}

@test "a secret is asked for without echo" {
	keys '/iscsi set discovery_auth userid=a password=-' Enter
	see '^password:$'
	keys 'open-sesame-2' Enter
	see "^Parameter password is now '\\(secret\\)'.$"
	never sesame
}

@test "Ctrl-C and Ctrl-D at a secret: the next one can still be typed" {
	for key in C-c C-d; do
		keys '/iscsi set discovery_auth userid=a password=-' Enter
		see '^password:$'
		keys "$key"
		see '^(interrupted|no password was typed)$'
		keys C-l
	done
	keys '/iscsi set discovery_auth userid=a password=-' Enter
	see '^password:$'
	keys 'open-sesame-3' Enter
	see "^Parameter password is now '\\(secret\\)'.$"
	never sesame
}

@test "an answer too long for the question is not taken for a command" {
	keys '/backstores/ramdisk create r 1M' Enter 'exit' Enter
	see 'Leave and lose them'
	keys 'yonder is quite some text; /backstores/ramdisk create s 1M' Enter
	keys 'ls /backstores/ramdisk 1' Enter
	see 'o- r '
	never 'o- s '
}

@test "a long path loses its middle in the prompt, a line goes on" {
	keys '/iscsi/iqn.2026-11.org.example:disk0/tpg1/luns/lun0' Enter
	see '^/iscsi/iqn.20\.\.\.pg1/luns/lun0>$'
	keys 'pwd \' Enter
	see '^>$'
	keys Enter
	see '^/iscsi/iqn.2026-11.org.example:disk0/tpg1/luns/lun0$'
}

@test "the window may change its size" {
	keys 'ls' Enter
	see '^o- / \.{80,}'
	tmux -L "$socket" resize-window -x 80 -y 30
	keys C-l 'ls' Enter
	see '^o- / \.{60,75} \[\.\.\.\]$'
	keys 'pwd' Enter
	see '^/$'
}

# Where the caret stands must be where that word begins in the line above it.
caret_under() { # WORD
	screen | awk -v word="$1" '/^ *\^~*$/ && index(above, word) == index($0, "^") { found = 1 }
		{ gsub(/…/, "."); above = $0 } END { exit !found }' || { screen; return 1; }
}

@test "an error in a line wider than the terminal shows the part around it" {
	tpg=/iscsi/iqn.2026-11.org.example:disk0/tpg1
	keys "$tpg get attribute authentication default_cmdsn_depth typo_in_here demo_mode_discovery" Enter
	see 'unknown parameter .typo_in_here.'
	see '^    ….*typo_in_here.*[^…]$'
	caret_under typo_in_here
	keys C-l "$tpg get attribute typo_in_here $(printf 'authentication%.0s ' {1..9})" Enter
	see 'unknown parameter .typo_in_here.'
	see '^    /iscsi.*typo_in_here.*…$|^    ….*typo_in_here.*…$'
	caret_under typo_in_here
}

@test "help is wrapped at words, with a hanging indent" {
	tmux -L "$socket" resize-window -x 60 -y 60
	keys C-l 'help' Enter
	see '^  bookmarks action \[bookmark\] +Names for paths:'
	see '^ {30}wherever a path may\.?$|^ {30}[a-z@]'
	screen | sed -n '/COMMANDS OF/,$p' | grep -E '^ ? ?[a-z]' | grep -vE '^  [a-z]+ |^  [a-z]+$' && return 1
	keys C-l 'set global ' Tab Tab
	see '^  auto_add_default_portal= +A new TPG gets'
	see '^ {28}listens on all addresses\.$'
	see '^  export_backstore_name_as_model=$'
}

@test "preferences that are set here stay" {
	keys 'set global prompt_length=12' Enter
	see 'is now'
	keys 'cd /iscsi/iqn.2026-11.org.example:disk0' Enter
	see '^/isc\.\.\.isk0>$'
	keys 'exit' Enter
	see '^left with 0$'
	grep -q '^prompt_length: 12$' home/.config/liosh/preferences.yaml
}

# The prompt has come, and nothing is typed behind it yet.
is_asked() { under_cursor | grep -Eq '^[^ ]*> *$'; }
is_typed() { under_cursor | grep -Fq -- "$1"; }

under_cursor() {
	screen | sed -n "$(($(tmux -L "$socket" display -p '#{cursor_y}') + 1))p"
}

# The commands that tests/shell.bats gives on standard input, with the same golden.
@test "a tour of every command, typed, leaves the golden profile" {
	local line typed=0
	tmux -L "$socket" resize-window -x 200 -y 50
	while IFS= read -r line && [ "$line" != exit ]; do
		keys -l -- "$line"
		within 30 is_typed "${line: -12}" || { screen && return 1; }
		keys Enter
		within 30 is_asked || { screen && return 1; }
		typed=$((typed + 1))
	done <"$GOLDEN/tour.lsh"
	[ "$typed" -ge 80 ]
	keys 'saveconfig' Enter
	see '^Configuration saved to p.yaml$'
	keys 'exit' Enter
	see '^left with 0$'
	diff "$GOLDEN/tour.yaml" p.yaml
}
