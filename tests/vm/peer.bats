# SPDX-License-Identifier: GPL-3.0-or-later
# boot: slow cold
# The same command lines through targetcli and through liosh, each from an empty tree:
# after each line the same configfs tree, the same `ls /`, and both succeed or both fail.
# tests/vm/peer-lines has the lines, tests/vm/peer-machine what is set aside and why.
load ../helpers

# What differs by design, a line of the comparison each (a pattern), after its reason.
allowed() {
	sed -E -e '/^#/d' -e '/^$/d' <<-'EOF'
		# storage_object= and target= restore that object and nothing else; targetcli
		# brings back the discovery authentication with it.
		<   o- iscsi \[mutual disc auth, Targets: [01]\]
		>   o- iscsi \[Targets: [01]\]
		< iscsi/discovery_auth/(enforce_discovery_auth|authenticate_target) = 1
		< iscsi/discovery_auth/(userid|password)(_mutual)? = .*
		# targetcli asks the handler to change a medium and leaves it at that. liosh tells
		# the kernel, which asks the handler: both know the same afterwards.
		[<>] core/user_\*/u2/info = .*Config: peer/(config2 Size: 2097152|other Size: 3145728) .*
		[<>]       o- u2 \[(config2 \(2|other \(3)\.0MiB\) deactivated\]
		[<>] core/user_\*/u2/attrib/dev_config = peer/(config2|other)
		[<>] core/user_\*/u2/attrib/dev_size = (2097152|3145728)
	EOF
	# Kernels from 6.4 on tell the relative port identifier. liosh saves it, and initiators
	# find the same ports again; targetcli takes what is free.
	! has_rtpi || echo '[<>] iscsi/[^ ]*/tpgt_[0-9]+/rtpi = 0x[0-9a-f]+'
}

has_rtpi() { grep -qs '/rtpi = ' "$runs"/liosh/*.tree; }

setup_file() {
	. "$TOP/tests/vm/peer-machine"
	cd "$TOP"
	peer_machine
	export runs=$BATS_FILE_TMPDIR
	local program
	for program in targetcli liosh; do
		mkdir "$runs/$program"
		peer_files
		tests/vm/peer $program tests/vm/peer-lines "$runs/$program"
		peer_clear
		peer_normalise "$runs/$program"
	done
	peer_compare tests/vm/peer-lines "$runs" >"$runs/differences" || :
}

teardown_file() {
	local pid
	# What waits for the bus ends with it, perhaps before its turn.
	while read -r pid; do kill "$pid" 2>/dev/null || :; done </run/dbus/pids
}

setup() { . "$TOP/tests/vm/peer-machine"; }

# Takes what is allowed out of a comparison, and headings that nothing follows.
unexpected() {
	grep -vxEf <(allowed) | awk '
		/^[0-9]+: / { heading = $0; next }
		{ if (heading) print heading; heading = ""; print }'
}

# Forms that no line can have, a line of the table each, after its reason.
impossible() {
	sed -E -e '/^#/d' -e '/^$/d' <<-'EOF'
		# What control says has a = in it, which makes its first word the name.
		UIUserBackedBackstore.create control positional
		# targetcli asks for a name that it does not know.
		UIFabricModule.version
	EOF
}

# Those of lines that succeed, which the comparison proves of both programs.
used_forms() {
	local number=0 line base
	while read -r line; do
		number=$((number + 1))
		printf -v base %03d $number
		[[ $line == !* ]] || cat "$runs/targetcli/$base.forms"
	done <"$TOP/tests/vm/peer-lines"
}

@test "there are 60 lines and more, with every command and every form of each parameter" {
	local missing
	[ "$(wc -l <"$TOP/tests/vm/peer-lines")" -ge 60 ]
	[ "$(wc -l <"$runs/targetcli/forms")" -ge 195 ]
	missing=$(comm -23 "$runs/targetcli/forms" <(used_forms | sort -u) | grep -vxFf <(impossible)) || :
	[ -z "$missing" ] || { printf 'not used:\n%s\n' "$missing" && return 1; }
	[ -z "$(comm -13 "$runs/targetcli/forms" <(used_forms | sort -u))" ]
}

@test "after each line the tree, ls and the outcome are the same" {
	local left
	left=$(unexpected <"$runs/differences")
	[ -z "$left" ] || { printf '%s\n' "$left" && return 1; }
}

@test "what is allowed to differ does differ" {
	local pattern
	while read -r pattern; do
		grep -qxE -- "$pattern" "$runs/differences" || { echo "$pattern" && return 1; }
	done < <(allowed)
}

@test "the comparison sees one attribute, one word of ls and one status" {
	local copy=$BATS_TEST_TMPDIR/copy left
	mkdir "$copy"
	cp -r "$runs/targetcli" "$runs/liosh" "$copy"
	head -n 30 "$TOP/tests/vm/peer-lines" >"$copy/lines"
	sed -i 's/d1\/attrib\/emulate_caw = 0/d1\/attrib\/emulate_caw = 1/' "$copy/liosh/025.tree"
	sed -i 's/write-back/write-thru/' "$copy/liosh/028.ls"
	echo 1 >"$copy/liosh/030.status"
	left=$(peer_compare "$copy/lines" "$copy" | unexpected)
	grep -q '^> core/fileio_\*/d1/attrib/emulate_caw = 1$' <<<"$left"
	grep -q '^> .*write-thru' <<<"$left"
	grep -q '^liosh: status 1: ' <<<"$left"
	[ "$(grep -cE '^[0-9]+: ' <<<"$left")" -eq 3 ]
}
