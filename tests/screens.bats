# SPDX-License-Identifier: GPL-3.0-or-later
# Each page and each dialog of the wizard as it looks: compared with what is kept, at two
# sizes, on several kinds of terminal; and beside each, what must be read on it.

load helpers
load tui
load pages

setup() {
	need tmux
	cd "$BATS_TEST_TMPDIR" || return
	mkdir -p "$HOME"
	# A place whose name is always as long, and tells which run made it.
	local run=${LIOSH_TEST_WHOLE:-XXX}
	place=$(mktemp -d "/tmp/liosh-${run: -3}XXX")
	mkdir "$place/images"
	truncate -s 64M "$place/old.img"
}

teardown() {
	[ -z "${socket:-}" ] || leave_terminal
	rm -rf "$place"
}

close_dialog() { # KEY WORDS
	press "$1"
	hides "$2"
}

target_screens() {
	target
	look target "  Name                $IQN:disk1" "  Alias               first disk"
	press F1
	look help "In answer files: target.alias" "Enter: go on"
	close_dialog Enter "Enter: go on"
	press Down F2
	look list "letters: jump" "modern" "legacy"
	close_dialog Escape "letters: jump"
	press Escape
	look leave "Leave the wizard?" "the answers are lost"
	close_dialog n "Leave the wizard?"
}

extent_screens() {
	extent
	look extent "  Extent              file" "  Size                10G"
	press Up C-u
	type_ "$place/x"
	press F2
	look browser "$place" "images/" "old.img"
	close_dialog Escape "letters: jump"
	press C-u
	type_ "/nonexistent/disk1.img"
	press Down C-u
	type_ "10Q"
	look wrong "! '10Q' is no size"
	press C-u
	type_ "10G"
	shows "10737418240 bytes"
	press Down Down Down Down
	focused "\[+\] Advanced"
	press Enter
	look extent-all "[-] Advanced" "  LUN "
	press Enter
}

portal_screens() {
	portal
	look portal "  Listen on           0.0.0.0"
	press F2
	look addresses "Space: tick" "every IPv4 address"
	close_dialog Escape "Space: tick"
}

access_screens() {
	access
	look access "  Initiators          $IQN:h1" "  Who                 listed"
	press F2
	look none "There is none."
	close_dialog Enter "There is none."
	type_ " $IQN:h2"
	press Down Down
	focused Authentication
	press Right Right
	shows "mutual  ("
	press Down
	type_ "host"
	press Down
	type_ "secret-of-host1"
	press Down
	type_ "peer"
	press Down
	type_ "secret-of-peer1"
	look secrets "  Secret              ********" "  Peer secret         ***************"
	hides secret-of
}

review_screens() {
	press NPage
	shows "Cluster file system"
	look cluster "[Review]" "Cluster file system [ ]"
	press Space
	review
	look review "+ /iscsi/$IQN:disk1" "acls/$IQN:h1"
	press '?'
	look review-help "Enter carries it out" "[live]"
	close_dialog Enter "Enter carries it out"
	press c
	look commands "The same as commands"
	press y
	look profile "The same as a profile" "liosh: 1"
	press w
	look writes "A profile is written, not the kernel."
	press s
	look save-as "Save as a profile"
	type_ "/nonexistent/p.yaml"
	press Enter
	look not-saved "Not saved" "/nonexistent"
	close_dialog Enter "Not saved"
	press s
	type_ "$place/q.yaml"
	press Enter
	look saved "$place/q.yaml" "Enter: go on"
	close_dialog Enter "Enter: go on"
	echo "# mine" >>"$place/q.yaml"
	press s
	type_ "$place/q.yaml"
	press Enter
	look write-over "Write over it?" "comment would go"
	close_dialog n "Write over it?"
	grep -qx "# mine" "$place/q.yaml"
}

result_screens() {
	press p
	shows "This will be done"
	press Enter
	look result "Saved in p.yaml" "Linux (open-iscsi)" "$IQN:disk1"
	press F1
	look result-help "At the top stands" "Enter or q ends"
	close_dialog Escape "Enter or q ends"
	press m
	look windows "Windows (iSCSI Initiator)"
	press x
	look esxi "VMware ESXi"
	press l i
	look next-initiator "'InitiatorName=$IQN:h2'" "i: next"
	press w
	look write-sheet "Write it into a file"
	type_ "$place/sheet"
	press Enter
	look written "$place/sheet" "Enter: go on"
	close_dialog Enter "Enter: go on"
	[ "$(stat -c %a "$place/sheet")" = 600 ]
	grep -q "'InitiatorName=$IQN:h2'" "$place/sheet"
	press i
	hides "'InitiatorName=$IQN:h2'"
	press w
	type_ "$place/sheet"
	press Enter
	look not-written "File exists"
	close_dialog Enter "File exists"
	press Enter
	ends 0
}

every_screen() { # COLUMNS ROWS
	size=$1x$2
	rm -f p.yaml "$place"/{q.yaml,sheet}
	start "$1" "$2"
	target_screens
	extent_screens
	portal_screens
	access_screens
	review_screens
	result_screens
	leave_terminal
}

@test "every page and dialog at 80x24" { every_screen 80 24; }
@test "every page and dialog at 132x50" { every_screen 132 50; }

@test "they are the same on a terminal of another kind" {
	local term
	for term in xterm-256color linux vt220 vt100 screen; do
		TUI_TERM=$term every_screen 80 24
	done
}

@test "they are the same with letters of ASCII alone" {
	TUI_LANG=C every_screen 80 24
	TUI_LANG=C TUI_TERM=vt100 every_screen 80 24
}

@test "they are the same without colours" { NO_COLOR=1 every_screen 80 24; }

# --- what only some ways through show ---

to_review() {
	target
	extent
	portal
	access
	press NPage
}

# Nothing is carried out with --check; the answers of a terminal that went away are kept.
look_only() {
	terminal "$1" "$2" "'$LIOSH' --check -f p.yaml wizard"
	shows "Esc"
	to_review
	shows "This will be done"
	press Enter
	look only-looked "Only looked at" "With --check nothing is carried out."
	leave_terminal
	[ ! -e p.yaml ]
	start "$1" "$2"
	look kept "Go on with them?" "target.name: $IQN:disk1" "secrets are asked for"
	press n
	shows "[Target]"
	leave_terminal
}

# No field is wrong, and the plan is: the file is somebody else's.
cannot() {
	expect 0 "$LIOSH" -f p.yaml /backstores/fileio create other /nonexistent/disk1.img 10G
	start "$1" "$2"
	to_review
	look cannot "This cannot be done" "/nonexistent/disk1.img"
	press Enter
	shows "[Extent]"
	focused File
	leave_terminal
}

one_more() {
	install -m 600 "$TOP/tests/fields/second.yaml" two.yaml
	terminal "$1" "$2" "'$LIOSH' -f two.yaml wizard"
	shows "[Target]"
	press Right Right
	look existing "  Target              $IQN:two" "  Portal group        tpg1"
	press NPage
	shows "[Extent]"
	type_ "1G"
	shows "1073741824 bytes"
	choose Extent backstore
	look unused "  Extent              backstore"
	choose Extent file
	press NPage
	shows "[Review]"
	press End
	look stays "This stays as it is:" "= portals/10.0.0.1:3260"
	leave_terminal
}

nameless() {
	terminal "$1" "$2" "unshare -u sh -c 'hostname localhost; exec \"\$0\" -f three.yaml wizard' '$LIOSH'"
	shows "Base of names"
	type_ "org.example"
	look base "! 'org.example' is no base of a name" "  Base of names"
	leave_terminal
}

other_screens() { # COLUMNS ROWS
	size=$1x$2
	rm -f p.yaml
	look_only "$@"
	cannot "$@"
	one_more "$@"
	unshare -u true || skip "namespaces of host names are missing"
	nameless "$@"
}

@test "what only some see at 80x24" { other_screens 80 24; }
@test "what only some see at 132x50" { other_screens 132 50; }

# Those of tests/vm/screens.bats among them: where a heading is said, it is to be seen.
@test "no page or dialog of the wizard is without its look, at both sizes" {
	local heading size
	perl -0777 -ne '
		while (/\b(?:dialog_(?:text|ask|line)|tell)\([^,;]+,\s*((?:[^,;"]*\?\s*)?"[^"]*"(?:\s*:\s*"[^"]*")?|[^,;]+)/g) {
			my $said = $1;
			print "─$_─\n" for $said =~ /"([^"]*)"/g;
			# Else it is the name of a field or a page, or handed on.
			print "unknown: $said\n" unless $said =~ /"|(label|title|heading)$/;
		}
		print "[$_]\n" for /struct page page_\w+ = \{[^}]*\.title = "([^"]*)"/g' "$TOP"/tui/*.c |
		sed 's/^\[Before you begin\]/ Before you begin/' | sort -u >headings
	[ "$(wc -l <headings)" -ge 20 ]
	for size in 80x24 132x50; do
		while IFS= read -r heading; do
			grep -qF -- "$heading" "$TOP"/tests/golden/tui/*-$size || { echo "no look of '$heading' at $size" && return 1; }
		done <headings
	done
}

# Portals may be any number: they stand whole in the line below.
@test "what is said of an answer is not cut at 80 columns" {
	grep -nE '^  [A-Z].{18,19}[^ ]+  \([^)]*$' "$TOP"/tests/golden/tui/*-80x24 >clipped || :
	run ! grep -v ":  Portals " clipped
}
