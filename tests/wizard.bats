# SPDX-License-Identifier: GPL-3.0-or-later
# The wizard without a screen, on profiles: questions, answers by key, the commands that
# it shows; all rows, all ways, the same profile.
load helpers

IQN=iqn.2026-11.org.example

setup() { cd "$BATS_TEST_TMPDIR" || return; }

# Answers that leave nothing to chance.
answers() { # SHELL CODE TO CHANGE THEM...
	install -m 600 /dev/stdin answers <<-END
		# Everything is said.
		target: new
		target.name: $IQN:disk1
		target.alias: first disk
		target.use: backup
		extent: file
		extent.file: /nonexistent/disk1.img
		extent.size: 10G
		extent.blocks: sparse
		extent.cache: fast
		extent.read_only: no
		extent.name: store1
		extent.serial: 6f1f3e2a-1b1e-4c7e-8e53-0123456789ab
		extent.block_size: 4096
		extent.lun: 3
		portal.addresses: 10.0.0.1 fd00::1
		portal.port: 3261
		portal.discovery: mutual
		portal.discovery_user: seeker
		portal.discovery_secret: seeker-secret-1
		portal.discovery_peer_user: server
		portal.discovery_peer_secret: server-secret-1
		access: listed
		access.initiators: $IQN:h1 $IQN:h2
		access.single: no
		access.auth: mutual
		access.user: host user's
		access.secret: host "secret"
		access.peer_user: target
		access.peer_secret: target-secret-1
		access.hide: no
		access.read_only: yes
	END
	sed -i 's/host user.s/host-user/; s/host "secret"/host \\"secret"1/' answers
}

wizard() { "$LIOSH" --yes -f "$1" wizard "answers=${2:-answers}"; }

@test "answers by key make the whole profile" {
	answers
	expect 0 wizard one.yaml
	golden "$TOP/tests/golden/wizard/everything.yaml" "$(sed -e '1s/  #.*//' -e '$d' one.yaml)"
	[ "$(stat -c %a one.yaml)" = 600 ]
}

@test "the file of answers, as options are written elsewhere" {
	answers
	expect 0 wizard one.yaml
	expect 0 "$LIOSH" --yes -f two.yaml wizard --answers answers
	cmp one.yaml two.yaml
	expect 0 "$LIOSH" --yes -f three.yaml wizard --plain --answers answers
	cmp one.yaml three.yaml
	expect 0 "$LIOSH" --yes -f four.yaml -c 'wizard --answers "answers" --plain=false'
	cmp one.yaml four.yaml
	expect 0 "$LIOSH" --yes -f five.yaml wizard --answers=answers
	cmp one.yaml five.yaml
	expect 64 "$LIOSH" --yes -f bad.yaml wizard --answers
	[[ $stderr == *"'--answers' has no value"*"fix: write --answers VALUE, or --answers=VALUE"* ]]
	expect 64 "$LIOSH" --yes -f bad.yaml wizard --answers --plain
	expect 64 "$LIOSH" --yes -f bad.yaml wizard --answers answers answers answers
	expect 64 "$LIOSH" --yes -f bad.yaml wizard --plain answers
	[ ! -e bad.yaml ]
}

@test "the commands that are shown make the same bytes" {
	answers
	expect 0 wizard one.yaml
	# shellcheck disable=SC2016
	awk '/^The same as commands:/ { on = 1; next } on && /^$/ { exit } on' <<<"$output" >commands
	[ "$(wc -l <commands)" -eq 16 ]
	lacks commands 'secret-1'
	# In the order in which they are asked for.
	sed -e 's/ password=- mutual_userid=server mutual_password=-/ password=seeker-secret-1 mutual_userid=server mutual_password=server-secret-1/' \
		-e 's/ password=- mutual_userid=target mutual_password=-/ password="host \\\\\\"secret\\"1" mutual_userid=target mutual_password=target-secret-1/' \
		-i commands
	lacks commands '=-'
	while read -r line; do expect 0 "$LIOSH" -f two.yaml -c "$line"; done <commands
	cmp one.yaml two.yaml
}

@test "questions line by line make the same bytes" {
	answers
	expect 0 wizard one.yaml
	{
		echo yes # advanced too
		sed -n 's/^[a-z][a-z._]*: //p' answers
		echo yes
	} >typed
	run --separate-stderr bash -c '"$0" -f two.yaml wizard --plain <typed' "$LIOSH"
	echo "$output$stderr"
	[ "$status" -eq 0 ]
	cmp one.yaml two.yaml
	[[ $output != *secret-1* ]]
}

@test "a second disk on the target goes to everybody who has access" {
	answers
	expect 0 wizard one.yaml
	cat >second <<-END
		target: $IQN:disk1
		extent: file
		extent.file: /nonexistent/disk2.img
		extent.size: 1G
	END
	expect 65 wizard one.yaml second
	[[ $stderr == "review.shared: several initiators may write to this disk"* ]]
	echo 'review.shared: yes' >>second
	expect 0 wizard one.yaml second
	expect 0 "$LIOSH" -f one.yaml ls /iscsi
	[ "$(grep -c 'mapped_lun0 .*lun0 fileio/disk1 (rw)' <<<"$output")" -eq 2 ]
	[ "$(grep -c 'mapped_lun3 ' <<<"$output")" -eq 2 ]
}

@test "a disk that nobody may write is shared without a question" {
	answers
	sed -i -e '/^access.read_only/d' answers
	echo 'review.shared: off' >>answers
	expect 65 wizard one.yaml
	[[ $stderr == "review.shared: several initiators may write to this disk"* ]]
	sed -i -e 's/^extent.read_only: no/extent.read_only: yes/' -e '/^review.shared/d' answers
	expect 0 wizard one.yaml
	expect 0 "$LIOSH" -f one.yaml ls /iscsi
	[ "$(grep -c 'mapped_lun.*(ro)' <<<"$output")" -eq 2 ]
}

# With the peer's secret left every initiator would have to ask the target for its own.
@test "discovery that was mutual and is one-way forgets the peer" {
	answers
	expect 0 wizard one.yaml
	grep -q 'mutual_userid' one.yaml
	answers
	sed -i -e '/^portal.discovery/d' -e '/^extent.serial/d' -e '/^target.alias/d' \
		-e 's/disk1/disk2/; s/store1/store2/' answers
	printf '%s\n' 'portal.discovery: chap' 'portal.discovery_user: other' \
		'portal.discovery_secret: other-secret-1' >>answers
	expect 0 wizard one.yaml
	sed -n '/discovery_auth/,/^  [^ ]*:[^ ]*:$/p' one.yaml >discovery
	grep -q 'userid: other' discovery
	lacks discovery mutual
}

@test "open to any: CHAP of the TPG, and read-only for all" {
	cat >answers <<-END
		target.name: $IQN:open
		extent: file
		extent.file: /nonexistent/o.img
		extent.size: 1G
		access: any
		access.auth: none
		access.read_only: yes
	END
	expect 0 wizard one.yaml
	[[ $output == *"everybody who reaches a portal gets the disk"* ]]
	grep -q 'generate_node_acls: true' one.yaml
	lacks one.yaml 'demo_mode_write_protect'
	# Whoever comes to it may only read: one more disk needs no cluster file system.
	cat >second <<-END
		target: $IQN:open
		extent: file
		extent.file: /nonexistent/o2.img
		extent.size: 1G
	END
	cp one.yaml two.yaml
	expect 0 wizard two.yaml second
	# One who may write beside them is one; with a second it is asked.
	expect 0 "$LIOSH" -f one.yaml "/iscsi/$IQN:open/tpg1/acls" create "$IQN:h1"
	cp one.yaml two.yaml
	expect 0 wizard two.yaml second
	expect 0 "$LIOSH" -f one.yaml "/iscsi/$IQN:open/tpg1/acls" create "$IQN:h2"
	expect 65 wizard one.yaml second
	[[ $stderr == "review.shared: several initiators may write to this disk"* ]]
	# As with all that come.
	expect 0 "$LIOSH" -f two.yaml --yes "/iscsi/$IQN:open/tpg1/acls" delete "$IQN:h1"
	expect 0 "$LIOSH" -f two.yaml "/iscsi/$IQN:open/tpg1" set attribute demo_mode_write_protect=0
	sed -i 's/o2.img/o3.img/' second
	expect 65 wizard two.yaml second
	[[ $stderr == "review.shared: several initiators may write to this disk"* ]]
}

# What the shell warns of is what the wizard refuses, or asks about, in the same words.
@test "a secret of unusual length is taken with a yes, in the words of the shell" {
	local acl=/iscsi/$IQN:disk1/tpg1/acls/$IQN:h1 secret words
	for secret in short-one a-secret-of-19-bytes; do
		answers
		sed -i "s/^access.secret: .*/access.secret: $secret/" answers
		rm -f one.yaml
		expect 65 wizard one.yaml
		words=$(sed -n 's/^review.unusual: //p' <<<"$stderr" | head -n 1)
		[[ $words == "the password of $acl is "* ]]
		[[ $stderr == *"fix: say yes if it is meant so, else give another one"* ]]
		echo 'review.unusual: yes' >>answers
		expect 0 wizard one.yaml
		grep -q "password: $secret" one.yaml
		expect 0 "$LIOSH" -f one.yaml "$acl" set auth password=usual-secret-1
		expect 0 "$LIOSH" -f one.yaml "$acl" set auth "password=$secret"
		[[ $stderr == *"$words"* ]]
	done
}

@test "letters that some initiators mistake get a warning and no question" {
	answers
	sed -i 's/^access.secret: .*/access.secret: 0xsecret-secret/' answers
	expect 0 wizard one.yaml
	[[ $output$stderr == *"acls/$IQN:h1 begins like a number, with 0x or 0b"* ]]
}

# What only the server can know is left out of a profile, and is no error there.
@test "a file that is on the server, without its size" {
	answers
	sed -i '/^extent.size/d; /^extent.blocks/d' answers
	expect 0 wizard one.yaml
	[[ $output == *"the file must be there when the profile is restored"* ]]
	grep -q 'path: /nonexistent/disk1.img' one.yaml
	lacks one.yaml 'size: [0-9]*GiB'
	lacks one.yaml '[{ ]size:'
	# The same by what is shown, and line by line.
	# shellcheck disable=SC2016
	awk '/^The same as commands:/ { on = 1; next } on && /^$/ { exit } on' <<<"$output" >commands
	grep ^/backstores/ commands | while read -r line; do
		expect 0 "$LIOSH" -f two.yaml -c "$line"
	done
	diff <(sed -n '/^backstores/,/^iscsi/p' one.yaml | grep -v iscsi) \
		<(sed -n '/^backstores/,/^end/p' two.yaml | grep -v end)
	{
		echo yes
		# An empty line for the size behind the file.
		sed -n 's/^[a-z][a-z._]*: //p' answers | sed '/^.nonexistent/G'
		echo yes
	} >typed
	run --separate-stderr bash -c '"$0" -f three.yaml wizard --plain <typed' "$LIOSH"
	[ "$status" -eq 0 ]
	cmp one.yaml three.yaml
	# Blocks that nobody makes are not asked for.
	echo 'extent.blocks: sparse' >>answers
	expect 65 wizard four.yaml
	[[ $stderr == *"'extent.blocks' has no meaning with the other answers"* ]]
}

@test "a device of the server, with a block size or without" {
	answers
	sed -i '/^extent.\(file\|size\|blocks\|cache\|block_size\)/d; s/^extent: .*/extent: device/' answers
	echo 'extent.device: /dev/disk/by-id/wwn-0x5000' >>answers
	cp answers sized
	expect 0 wizard one.yaml
	grep -q 'device: /dev/disk/by-id/wwn-0x5000' one.yaml
	lacks one.yaml block_size
	echo 'extent.block_size: 4096' >>sized
	expect 0 wizard two.yaml sized
	grep -q 'block_size: 4096' two.yaml
	sed -i 's/block_size: 4096/block_size: 513/' sized
	expect 65 wizard three.yaml sized
	[[ $stderr == *"extent.block_size: '513' is no answer for Block size"*"one of own, 512"* ]]
}

@test "addresses that are not known yet are left out" {
	answers
	sed -i '/^portal.port/d; s/^portal.addresses: .*/portal.addresses: /' answers
	expect 0 wizard one.yaml
	[[ $output == *"the target has no portal: nobody reaches it"* ]]
	lacks one.yaml portals
	[[ $output != *"/portals create ip_address"* ]]
	{ echo yes; sed -n 's/^[a-z][a-z._]*: //p' answers | sed 's/^$/-/'; echo yes; } >typed
	run --separate-stderr bash -c '"$0" -f two.yaml wizard --plain <typed' "$LIOSH"
	[ "$status" -eq 0 ]
	cmp one.yaml two.yaml
	echo 'portal.port: 3261' >>answers
	expect 65 wizard three.yaml
	[[ $stderr == *"'portal.port' has no meaning with the other answers"* ]]
}

# Some targets on a few portals.
many_portals() {
	cat >"$1" <<-END
		liosh: 1
		iscsi:
		  $IQN:a: { tpg1: { portals: { "10.0.0.9:3260": {} } } }
		  $IQN:b: { tpg1: { portals: { "10.0.0.1:3262": {}, "10.0.0.2:3262": {} } } }
		  $IQN:c: { tpg1: { portals: { "10.0.0.1:3262": {}, "10.0.0.2:3262": {} } } }
		  $IQN:d:
		    tpg1: { portals: { "10.0.1.1:3260": {}, "10.0.1.1:3261": {}, "[fd00::1]:3260": {} } }
		    tpg2: {}
	END
	cat >answers <<-END
		target.name: $IQN:new
		extent: file
		extent.file: /nonexistent/new.img
		extent.size: 1G
		access.initiators: $IQN:h1
		access.auth: none
	END
}

portals_of_new() { # PROFILE
	sed -n "/^  $IQN:new:/,/^  [^ ]/s/^ *portals: //p" "$1"
}

@test "a new target listens where most others do, on all their addresses and their port" {
	many_portals one.yaml
	expect 0 wizard one.yaml
	[ "$(portals_of_new one.yaml)" = '{ "10.0.0.1:3262": {}, "10.0.0.2:3262": {} }' ]
	# Of as many the first ones: then a has what most have.
	many_portals two.yaml
	sed -i '/:c: /d' two.yaml
	expect 0 wizard two.yaml
	[ "$(portals_of_new two.yaml)" = '{ "10.0.0.9:3260": {} }' ]
}

@test "a new target listens just where another does, whatever its ports" {
	many_portals one.yaml
	cp one.yaml before.yaml
	echo "portal: $IQN:d/tpg1" >>answers
	expect 0 wizard one.yaml
	[ "$(portals_of_new one.yaml)" = '{ "10.0.1.1:3260": {}, "10.0.1.1:3261": {}, "[fd00::1]:3260": {} }' ]
	[[ $output == *"initiators are told of all these addresses"* ]]
	cp before.yaml two.yaml
	echo 'portal.port: 3260' >>answers
	expect 65 wizard two.yaml
	[[ $stderr == *"'portal.port' has no meaning with the other answers"* ]]
	sed -i -e '/^portal/d' answers
	echo "portal: $IQN:d" >>answers
	expect 65 wizard two.yaml
	[[ $stderr == *"portal: '$IQN:d' is no answer for Portals"*"$IQN:d/tpg1"* ]]
	cmp two.yaml before.yaml
	# Where nobody listens yet it is not asked.
	expect 65 wizard none.yaml
	[[ $stderr == *"'portal' has no meaning with the other answers"* ]]
}

# On a machine that is called nothing of its own.
nameless() { unshare -u sh -c 'hostname localhost && exec "$0" "$@"' "$@"; }

@test "how names begin is asked once on a machine without a name, and kept in /global" {
	unshare -u true || skip "namespaces of host names are missing"
	cat >answers <<-END
		target.name: first
		extent: file
		extent.file: /nonexistent/first.img
		extent.size: 1G
		access: any
		access.auth: none
		access.read_only: yes
	END
	expect 65 nameless "$LIOSH" --yes -f one.yaml wizard answers=answers
	[[ $stderr == *"target.base: Base of names is needed"* ]]
	[ ! -e one.yaml ]
	cp answers named
	echo "target.base: $IQN:x" >>named
	expect 65 nameless "$LIOSH" --yes -f one.yaml wizard answers=named
	[[ $stderr == *"target.base: '$IQN:x' is no base of a name"* ]]
	cp answers named
	echo "target.base: $IQN" >>named
	expect 0 nameless "$LIOSH" --yes -f one.yaml wizard answers=named
	[[ $output == *"~ /global: iqn_base (unset) → $IQN"* ]]
	[[ $output == *"/global set setting iqn_base=$IQN"* ]]
	grep -qx "global: { iqn_base: $IQN }" one.yaml
	grep -q "^  $IQN:first:\$" one.yaml
	# The second time nobody asks, and nothing of it changes.
	sed -i 's/first/second/' answers
	expect 0 nameless "$LIOSH" --yes -f one.yaml wizard answers=answers
	[[ $output != *iqn_base* ]]
	grep -q "^  $IQN:second:\$" one.yaml
	[ "$(grep -c iqn_base one.yaml)" -eq 1 ]
	# The base that was kept holds on a machine with a name too.
	sed -i 's/second/third/' answers
	expect 0 "$LIOSH" --yes -f one.yaml wizard answers=answers
	grep -q "^  $IQN:third:\$" one.yaml
	sed -i "s/third/fourth/" answers
	echo "target.base: $IQN" >>answers
	expect 65 "$LIOSH" --yes -f one.yaml wizard answers=answers
	[[ $stderr == *"'target.base' has no meaning with the other answers"* ]]
}

# Each wrong answer: what is said of it, and nothing is written.
wrong() { # ANSWER TEXT
	answers
	sed -i "/^${1%%:*}: /d" answers
	printf '%s\n' "$1" >>answers
	expect 65 wizard bad.yaml
	[[ $stderr == *"$2"* ]] || { printf '%s: %s\n' "$1" "$stderr"; return 1; }
	[ ! -e bad.yaml ]
}

@test "wrong answers are refused, by key" {
	local acl=/iscsi/$IQN:disk1/tpg1/acls/$IQN:h1
	wrong 'target: iqn.2026-11.org.example:none' "target: 'iqn.2026-11.org.example:none' is no answer for Target"
	wrong 'target.name: under_score' "target.name: "
	wrong 'target.alias: a,b' "TargetAlias cannot be 'a,b'"
	wrong 'target.use: toaster' "'toaster' is no answer for Use for"
	wrong 'extent.file: relative.img' "extent.file: "
	wrong 'extent.file: /with,comma' "path cannot be '/with,comma'"
	wrong 'extent.file: /directory/' "is a directory"
	wrong 'extent.size: 10 apples' "'10 apples' is no size"
	wrong 'extent.size: 0' "a disk of no size is none"
	wrong 'extent.size: 4097' "is no multiple of the block size"
	wrong 'extent.name: a/b' "extent.name: "
	wrong 'extent.serial: bad serial!' "extent.serial: 'bad serial!' cannot be the serial of a new storage object"
	wrong "extent.serial: $(printf 'a%.0s' {1..37})" "a serial has 1 to 36 of A-Z a-z 0-9 -"
	wrong 'extent.block_size: 511' "'511' is no answer for Block size"
	wrong 'extent.lun: 65536' "'65536' is no number of a LUN"
	wrong 'portal.addresses: 10.0.0.256' "portal.addresses: "
	wrong 'portal.port: 65536' "portal.port: "
	wrong 'portal.port: 0' "portal.port: "
	wrong 'portal.discovery_secret: eleven-byte' "review.unusual: the password of /iscsi is short: less than 12 bytes"
	wrong 'portal.discovery_secret: seventeen-bytes-x' "review.unusual: the password of /iscsi is long: more than 16 bytes"
	wrong 'portal.discovery_peer_secret: seeker-secret-1' "portal.discovery_peer_secret: /iscsi has one password for both directions"
	wrong 'access.initiators: host1' "access.initiators: "
	wrong "access.initiators: $IQN:h1 $IQN:H1" "is named twice"
	wrong 'access.single: yes' "2 initiators are not a single one"
	wrong 'access.user: two words' "access.user: the userid of $acl has a blank"
	wrong 'access.peer_user: two words' "access.peer_user: the mutual_userid of $acl has a blank"
	wrong 'access.secret: ends-in-a-blank ' "access.secret: the password of $acl has blanks at the ends"
	wrong 'access.peer_secret: host \"secret"1' "access.peer_secret: $acl has one password for both directions"
	wrong 'access.secret: NULL-and-void-1' "access.secret: "
	wrong 'access.peer_secret: seeker-secret-1' "access.peer_secret: the mutual_password of $acl is the password of discovery too"
	wrong 'access.read_only: no' "several initiators may write to this disk"
	wrong 'portal.addresses: 10.0.0.1 0.0.0.0' "portal.addresses: the portal "
	wrong 'portal.addresses: 10.0.0.1 10.0.0.1' "portal.addresses: "
	wrong 'access.hide: perhaps' "is neither yes nor no"
}

@test "what is needed and missing, what is not asked, what is unknown" {
	answers
	sed -i '/^access.user/d' answers
	expect 65 wizard bad.yaml
	[[ $stderr == *"access.user: User is needed"* ]]
	answers
	echo 'extent.device: /dev/sda' >>answers
	expect 65 wizard bad.yaml
	[[ $stderr == *"'extent.device' has no meaning with the other answers"* ]]
	answers
	echo 'extent.sise: 1G' >>answers
	expect 65 wizard bad.yaml
	[[ $stderr == *"did you mean 'extent.size'?"* ]]
	answers
	echo 'extent.size: 1G' >>answers
	expect 65 wizard bad.yaml
	[[ $stderr == *"'extent.size' is answered twice"* ]]
	expect 66 wizard bad.yaml nowhere
	answers
	chmod 644 answers
	expect 65 wizard bad.yaml
	[[ $stderr == *"a secret in a file that others can read"* ]]
	[ ! -e bad.yaml ]
}

@test "answers that end too early change nothing" {
	run --separate-stderr bash -c 'printf "no\nnew\n" | "$0" -f bad.yaml wizard --plain' "$LIOSH"
	[ "$status" -eq 65 ]
	[[ $stderr == *"the answers end too early"* ]]
	[ ! -e bad.yaml ]
	answers
	run --separate-stderr bash -c '{ echo yes; sed -n "s/^[a-z][a-z._]*: //p" answers; } | "$0" -f bad.yaml wizard --plain' "$LIOSH"
	[ "$status" -eq 65 ]
	[ ! -e bad.yaml ]
}

@test "an alias that another target has is refused" {
	answers
	expect 0 wizard one.yaml
	sed -i 's/^target.name: .*/target.name: '$IQN':disk2/; s/disk1.img/disk2.img/; s/^extent.name: .*/extent.name: store2/; s/^extent.serial: .*//; /discovery/d' answers
	expect 65 wizard one.yaml
	[[ $stderr == *"target.alias: /iscsi/$IQN:disk2 gets the alias of $IQN:disk1"* ]]
	sed -i 's/^target.alias: .*/target.alias: second disk/' answers
	expect 0 wizard one.yaml
}

@test "what only the plan can tell is told by the key that mends it" {
	answers
	expect 0 wizard one.yaml
	sed -i -e '/discovery/d; /^target.alias/d' -e 's/^target.name: .*/target.name: '$IQN':disk2/' \
		-e 's/^extent.name: .*/extent.name: store2/' answers
	cp one.yaml before.yaml
	expect 65 wizard one.yaml
	[[ $stderr == "extent.file: /nonexistent/disk1.img is in use"* ]]
	sed -i 's/disk1.img/disk2.img/' answers
	expect 65 wizard one.yaml
	[[ $stderr == "extent.serial: /backstores/fileio/store2 has the serial of "* ]]
	cmp one.yaml before.yaml
	sed -i '/^extent.serial/d' answers
	expect 0 wizard one.yaml
}

@test "without a yes the answers of a file do nothing" {
	answers
	expect 77 "$LIOSH" -f bad.yaml wizard answers=answers
	[ ! -e bad.yaml ]
	expect 1 "$LIOSH" --check -f bad.yaml wizard answers=answers
	[[ $output == *"+ $IQN:disk1"* ]]
	[ ! -e bad.yaml ]
}

@test "a secret that is made has 16 bytes and is made anew each time" {
	answers
	sed -i 's/^access.secret: .*/access.secret: generate/' answers
	expect 0 wizard one.yaml
	expect 0 wizard two.yaml
	made=$(sed -n '/userid: host-user/{n;s/.*password: //;s/['\''"]//g;p}' one.yaml | head -n 1)
	[[ $made =~ ^[A-Za-z0-9.-]{16}$ ]]
	expect 1 cmp -s one.yaml two.yaml
	[[ $output != *"$made"* ]]
}

@test "back, help and a wrong answer on a terminal lose nothing" {
	need tmux
	local socket=$BATS_TEST_TMPDIR/socket
	answers
	tmux -S "$socket" -f /dev/null new-session -d -x 80 -y 50 "$LIOSH -f one.yaml wizard --plain"
	type_() { tmux -S "$socket" send-keys -l -- "$1" && tmux -S "$socket" send-keys Enter; }
	shows() { for _ in {1..100}; do tmux -S "$socket" capture-pane -p | grep -qF -- "$1" && return; sleep 0.05; done; tmux -S "$socket" capture-pane -p; return 1; }
	shows "advanced settings"
	type_ no
	shows "Target [new]"
	type_ ""
	type_ bad_name
	shows "why:"
	type_ "$IQN:back"
	shows "Alias:"
	type_ "<"
	shows "Name [$IQN:back]"
	type_ "?"
	shows "'<' goes back"
	type_ "$IQN:again"
	shows "will be $IQN:again"
	tmux -S "$socket" send-keys C-c
	for _ in {1..100}; do tmux -S "$socket" has-session 2>/dev/null || break; sleep 0.05; done
	run ! tmux -S "$socket" has-session
	[ ! -e one.yaml ]
}

@test "a rule that all answers break together: they are asked again, and kept" {
	local question
	need tmux
	load tui
	say() { type_ "$1" && press Enter; }
	answers
	expect 0 wizard one.yaml
	terminal 80 50 "'$LIOSH' -f one.yaml wizard --plain"
	shows "advanced settings"
	say yes
	shows "Target [new]"
	say ""
	shows "Name ["
	say "$IQN:two"
	for question in Alias: "Use for" "Extent [" "File ["; do shows "$question" && say ""; done
	shows "Size:"
	say 1G
	for question in "Blocks" "Writes" "Read-only [" "name [two]"; do shows "$question" && say ""; done
	shows "Serial"
	say 6f1f3e2a-1b1e-4c7e-8e53-0123456789ab
	for question in "Block size" "LUN [0]" "Portals [own]" "Listen on [" "Port [" "Discovery [" "Who [listed]"; do
		shows "$question" && say ""
	done
	shows "Initiators:"
	say "$IQN:h1"
	for question in "Single" "Authentication" "Hide" "Read-only [no]"; do shows "$question" && say ""; done
	shows "Once more; the answers stand in brackets."
	shows "Target [new]"
	say ""
	shows "Name [$IQN:two]"
	leave_terminal
}
