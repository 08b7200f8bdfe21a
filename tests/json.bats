# SPDX-License-Identifier: GPL-3.0-or-later
# targetcli's saveconfig.json without a kernel: what is read from it, what is refused and
# with which words, and what is written.
load helpers

golden=$TOP/tests/golden/json

setup() {
	tool=$UNIT/test_profile
	cd "$BATS_TEST_TMPDIR" || return 1
	# Secrets stand in these files.
	umask 077
}

@test "files of targetcli mean what a profile beside them says" {
	local file name
	for file in "$golden"/*.json; do
		name=${file##*/}
		install -m 600 "$file" "$name"
		run --separate-stderr "$tool" emit "$name"
		[ "$status" -eq 0 ] || { echo "$name: $stderr" && return 1; }
		golden "${file%.json}.yaml" "$output"
		expect 0 "$tool" check "$name"
		golden "${file%.json}.err" "$stderr"
	done
}

@test "restoreconfig, diff, apply and -f take them in the place of a profile" {
	install -m 600 "$golden/everything.json" .
	expect 0 "$LIOSH" -f a.yaml restoreconfig everything.json
	[ "$output" = "Configuration restored from everything.json" ]
	expect 0 "$LIOSH" -f a.yaml diff everything.json
	expect 0 "$LIOSH" -f b.yaml --yes apply everything.json
	expect 0 "$LIOSH" -f b.yaml diff a.yaml
	expect 0 "$LIOSH" -f everything.json /iscsi/iqn.2026-11.org.example:web/tpg1 get parameter MaxBurstLength
	[ "$output" = "MaxBurstLength=1048576" ]
	expect 0 "$LIOSH" -f c.yaml restoreconfig everything.json target=naa.5001405a1b2c3d4e
	expect 0 "$LIOSH" -f c.yaml ls /backstores/ramdisk 1
	[[ $output == *"Storage Objects: 1"* ]]
	expect 1 "$LIOSH" -f a.yaml diff "$golden/empty-lists.json"
}

@test "every wrong file is refused with just its message" {
	local file name count=0 failed=0
	for file in "$golden"/bad/*.json; do
		name=${file##*/} count=$((count + 1))
		install -m 600 "$file" "$name"
		run --separate-stderr "$LIOSH" -f none.yaml restoreconfig "$name"
		if [ "$status" -ne 65 ] || ! golden "${file%.json}.err" "$stderr" ||
			[ -n "$output" ] || [ -e none.yaml ]; then
			echo "status $status: $name"
			failed=1
		fi
	done
	[ "$count" -ge 80 ] && [ "$failed" -eq 0 ]
}

@test "no message shows a secret" {
	local words='secret-|-secret|half-of-a|secretsecret'
	[ "$(grep -lE "$words" "$golden"/bad/*.json | wc -l)" -ge 12 ]
	run ! grep -lE "$words" "$golden"/bad/*.err "$golden"/*.err
}

@test "a secret in a file that others can read is refused" {
	install -m 644 "$golden/manual.json" .
	expect 65 "$LIOSH" -f none.yaml restoreconfig manual.json
	[[ $stderr == *"a secret stands in a file that others can read"* ]]
	[[ $stderr == *"fix: chmod 600 'manual.json'" ]]
	install -m 644 "$golden/old.json" .
	expect 0 "$LIOSH" -f none.yaml restoreconfig old.json
}

@test "a profile is not taken for a file of targetcli" {
	local text
	for text in '{ liosh: 1, loopback: {} }' '{ "liosh": 1, "loopback": {} }' \
		'{ "loopback": {}, "liosh": 1 }'; do
		printf '%s\n' "$text" >flow.yaml
		expect 0 "$tool" emit flow.yaml
	done
	for text in '{' '{}' '[]' '{ "' '{ "targets'; do
		printf '%s' "$text" >flow.yaml
		expect 65 "$tool" emit flow.yaml
	done
}

@test "what is written is as it should be, and what is left out is named" {
	local file name
	for file in "$golden"/export/*.yaml; do
		name=${file##*/}
		install -m 600 "$file" "$name"
		expect 0 "$LIOSH" -f "$name" export
		golden "${file%.yaml}.json" "$output"
		golden "${file%.yaml}.err" "$stderr"
	done
}

@test "what was written is read as the same, and comes out the same byte for byte" {
	local file name
	for file in "$golden"/*.json "$golden"/export/*.json; do
		name=${file##*/}
		install -m 600 "$file" "$name"
		rm -f tree.yaml again.yaml
		expect 0 "$LIOSH" -f tree.yaml restoreconfig "$name"
		expect 0 "$LIOSH" -f tree.yaml export -
		printf '%s\n' "$output" >first.json
		expect 0 "$LIOSH" -f again.yaml restoreconfig first.json
		expect 0 "$LIOSH" -f again.yaml export
		diff first.json <(printf '%s\n' "$output")
		expect 0 "$LIOSH" -f again.yaml diff tree.yaml
		python3 -m json.tool first.json >/dev/null
	done
}

@test "a file is written whole, for its owner alone, and the old one is kept" {
	install -m 600 "$golden/manual.json" in.json
	expect 0 "$LIOSH" -f a.yaml restoreconfig in.json
	umask 0
	expect 0 "$LIOSH" -f a.yaml export out.json
	[ "$output" = "Configuration exported to out.json" ]
	[ "$(stat -c %a out.json)" = 600 ]
	cmp out.json <("$LIOSH" -f a.yaml export)
	expect 0 "$LIOSH" -f a.yaml --check export out.json
	expect 0 "$LIOSH" -f a.yaml /iscsi/iqn.2026-11.org.example:d/tpg3 set attribute login_timeout=20
	expect 1 "$LIOSH" -f a.yaml --check export out.json
	[ "$output" = "  ~ out.json" ]
	cp out.json before.json
	expect 0 "$LIOSH" -f a.yaml export out.json format=json
	cmp before.json out.json.prev
	ln -s nowhere/out.json link.json
	expect 73 "$LIOSH" -f a.yaml export link.json
	umask 077
	expect 0 "$LIOSH" -f a.yaml export yaml.yaml --format=yaml
	cmp a.yaml yaml.yaml
	expect 64 "$LIOSH" -f a.yaml export format=jsom
	[[ $stderr == *"there is no format 'jsom'"*"did you mean 'json'?"* ]]
}

@test "secrets do not get where others can read them" {
	install -m 600 "$golden/manual.json" in.json
	expect 0 "$LIOSH" -f a.yaml restoreconfig in.json
	umask 022
	run bash -c '"$1" -f a.yaml export >open.json' - "$LIOSH"
	[ "$status" -eq 77 ] && [ ! -s open.json ]
	[[ $output == *"'export FILE' writes a file that only you can read"* ]]
	run bash -c '"$1" -f "$2" export >open.json' - "$LIOSH" "$golden/empty-lists.json"
	[ "$status" -eq 0 ] && [ -s open.json ]
	# A profile of them is no less secret.
	run bash -c '"$1" -f a.yaml saveconfig - >open.yaml' - "$LIOSH"
	[ "$status" -eq 77 ]
	[ ! -s open.yaml ]
	[[ $output == *"'saveconfig FILE' writes a file that only you can read"* ]]
	(umask 077 && "$LIOSH" -f a.yaml saveconfig - >private.yaml)
	cmp a.yaml private.yaml
	cmp a.yaml <("$LIOSH" -f a.yaml saveconfig -)
	run bash -c '"$1" -f "$2" saveconfig - >open.yaml' - "$LIOSH" "$golden/empty-lists.json"
	[ "$status" -eq 0 ]
	[ -s open.yaml ]
}

@test "neither kind of file is written over the other" {
	install -m 600 "$golden/manual.json" theirs.json
	cp theirs.json kept.json
	expect 0 "$LIOSH" -f ours.yaml restoreconfig theirs.json
	cp ours.yaml kept.yaml
	expect 65 "$LIOSH" -f ours.yaml saveconfig theirs.json
	[[ $stderr == "theirs.json was not saved: there is a file of targetcli"*"'export theirs.json'"* ]]
	expect 65 "$LIOSH" -f ours.yaml export ours.yaml
	[[ $stderr == "ours.yaml was not saved: there is a profile of liosh"* ]]
	expect 65 "$LIOSH" -f theirs.json /backstores/ramdisk create r 1M
	cmp theirs.json kept.json
	cmp ours.yaml kept.yaml
	expect 0 "$LIOSH" -f ours.yaml export theirs.json
}

@test "export replaces files of targetcli, and no other" {
	install -m 600 "$golden/manual.json" in.json
	expect 0 "$LIOSH" -f p.yaml restoreconfig in.json
	{ echo 'liosh: 1' && sed -n '2,/^end:/{/^end:/!p}' p.yaml; } >hand.yaml
	chmod 600 hand.yaml
	head -n 3 p.yaml >cut.yaml
	printf 'what the disks are for\n' >notes.txt
	printf '{}' >empty.json
	cp -r . ../kept
	refused() { # FILE WHAT-IS-THERE ARGUMENT...
		expect 65 "$LIOSH" "${@:3}" export "$1"
		[[ $stderr == "$1 was not saved: there is $2"*"give another name than $1, or remove that file" ]]
		cmp "$1" "../kept/$1"
	}
	refused hand.yaml "a profile" -f p.yaml
	refused hand.yaml "a profile" -f hand.yaml
	refused p.yaml "a profile of liosh" -f p.yaml
	refused cut.yaml "another file" -f p.yaml
	refused notes.txt "another file" -f p.yaml
	refused empty.json "another file" -f p.yaml
	[ ! -e backup ]
	# A file that holds nothing, as mktemp makes it.
	: >new.json
	expect 0 "$LIOSH" -f p.yaml export new.json
	expect 0 "$LIOSH" -f hand.yaml export in.json
	cmp new.json in.json
}
