# SPDX-License-Identifier: GPL-3.0-or-later
# boot: slow cold
# The same command lines through targetcli and through liosh, each from an empty tree:
# after each line the same configfs tree, the same `ls /`, and both succeed or both fail.
# tests/vm/peer-lines has the lines, tests/vm/peer-machine what is set aside and why.
load ../helpers

# What differs by design, a line of the comparison each (a pattern), after its reason.
allowed() {
	sed -E -e '/^#/d' -e '/^$/d' <<-'EOF'
		# storage_object= restores that object and nothing else; targetcli brings back
		# the discovery authentication with it.
		<   o- iscsi \[1-way disc auth, Targets: 0\]
		>   o- iscsi \[Targets: 0\]
		< iscsi/discovery_auth/(enforce_discovery_auth|userid|password) = .*
	EOF
}

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

setup() { . "$TOP/tests/vm/peer-machine"; }

# Takes what is allowed out of a comparison, and headings that nothing follows.
unexpected() {
	grep -vxEf <(allowed) | awk '
		/^[0-9]+: / { heading = $0; next }
		{ if (heading) print heading; heading = ""; print }'
}

@test "there are 60 lines and more, with every command and parameter" {
	local words word
	words=" $(tr '\n= ' '   ' <"$TOP/tests/vm/peer-lines") "
	[ "$(wc -l <"$TOP/tests/vm/peer-lines")" -ge 60 ]
	for word in ls cd pwd get set help bookmarks refresh status exit info saveconfig \
		restoreconfig clearconfig sessions version create delete enable disable tag \
		untag enable_iser enable_offload add del go show list detail \
		path depth action bookmark savefile clear_existing storage_object confirm sid \
		name dev readonly wwn file_or_dev size write_back sparse nullio cfgstring \
		hw_max_sectors control save tag add_mapped_luns wwn_or_tag new_tag mapped_lun \
		tpg_lun_or_backstore write_protect lun ip_address ip_port boolean; do
		[[ $words == *[" /"]$word" "* ]] || { echo "not used: $word" && return 1; }
	done
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
	sed -i 's/d1\/attrib\/emulate_caw = 0/d1\/attrib\/emulate_caw = 1/' "$copy/liosh/018.tree"
	sed -i 's/write-back/write-thru/' "$copy/liosh/022.ls"
	echo 1 >"$copy/liosh/030.status"
	left=$(peer_compare "$copy/lines" "$copy" | unexpected)
	grep -q '^> core/fileio_\*/d1/attrib/emulate_caw = 1$' <<<"$left"
	grep -q '^> .*write-thru' <<<"$left"
	grep -q '^liosh: status 1: ' <<<"$left"
	[ "$(grep -cE '^[0-9]+: ' <<<"$left")" -eq 3 ]
}
