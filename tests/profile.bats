#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Profiles: what is refused and with which words, what is read and written, and that a
# save leaves the old file or the new one whatever happens.
load helpers

setup() {
	tool=${UNIT:-$TOP/build/release/tests/unit}/test_profile
	work=$BATS_TEST_TMPDIR
	cd "$work" || return 1
	# A secret in a profile is read only from a file that is private.
	umask 077
}

example() { # NAME: a private copy
	cp "$TOP/profiles/examples/$1" "$work/$1"
	chmod 600 "$work/$1"
}

# The canonical text of a profile is its own canonical text.
round_trip() { # FILE
	"$tool" emit "$1" >first 2>/dev/null || return 1
	"$tool" emit first >second 2>/dev/null || return 1
	cmp first second
}

@test "every wrong profile is refused with just its message" {
	local bad name count=0 failed=0
	for bad in "$TOP"/tests/golden/bad/*.yaml; do
		name=${bad##*/} count=$((count + 1))
		install -m 644 "$bad" "$name"
		run --separate-stderr "$tool" check "$name"
		if [ "$status" -ne 65 ] || ! golden "${bad%.yaml}.err" "$stderr" ||
			[ -n "$output" ]; then
			echo "status $status: $name"
			failed=1
		fi
	done
	[ "$count" -ge 60 ] && [ "$failed" -eq 0 ]
}

@test "every profile that breaks a rule is refused with just its message" {
	local file name failed=0
	for file in "$TOP"/tests/golden/refused/*.yaml; do
		name=${file##*/}
		install -m 600 "$file" "$name"
		run --separate-stderr "$LIOSH" -f none.yaml restoreconfig "$name"
		if [ "$status" -ne 65 ] || ! golden "${file%.yaml}.err" "$stderr" ||
			[ -n "$output" ] || [ -e none.yaml ]; then
			echo "status $status: $name"
			failed=1
		fi
	done
	[ "$failed" -eq 0 ]
}

@test "every profile that is only doubtful is taken, with just its warning" {
	local file name failed=0
	for file in "$TOP"/tests/golden/warned/*.yaml; do
		name=${file##*/}
		install -m 600 "$file" "$name"
		rm -f "$name.new"
		run --separate-stderr "$LIOSH" -f "$name.new" restoreconfig "$name"
		if [ "$status" -ne 0 ] || ! golden "${file%.yaml}.err" "$stderr" ||
			[ ! -s "$name.new" ]; then
			echo "status $status: $name"
			failed=1
		fi
	done
	[ "$failed" -eq 0 ]
}

@test "no message shows a secret" {
	# The words that stand in the wrong profiles where a secret does.
	local words='s3cret|your-eyes|but-secret|abcdefghijkl'
	grep -lE "$words" "$TOP"/tests/golden/{bad,refused,warned}/*.yaml
	run ! grep -lE "$words" "$TOP"/tests/golden/{bad,refused,warned}/*.err
}

@test "good profiles come out canonical, and stay as they are" {
	local good
	for good in "$TOP"/tests/golden/profile/*.yaml; do
		expect 0 "$tool" emit "$good"
		golden "${good%.yaml}.out" "$output"
		round_trip "$good"
	done
}

# What is given at creation is written once it was said.
@test "all constants at their default come out on request, and are left out again" {
	local good
	for good in "$TOP"/tests/golden/profile/*.yaml; do
		"$tool" all "$good" >all.yaml
		golden "${good%.yaml}.all" "$(cat all.yaml)"
		"$tool" all all.yaml | diff all.yaml -
		golden "${good%.yaml}.created" \
			"$(diff <("$tool" emit "$good") <("$tool" emit all.yaml))"
	done
}

@test "an example with all constants at their default means the same" {
	local path name
	for path in "$TOP"/profiles/examples/*.yaml "$TOP"/tests/golden/vm/hardware.yaml; do
		name=${path##*/}
		install -m 600 "$path" "$name"
		expect 0 "$LIOSH" -f "$name" saveconfig all.yaml --all
		expect 0 "$LIOSH" -f "$name" diff all.yaml
		[ -z "$output" ]
		expect 0 "$LIOSH" -f all.yaml diff "$name"
		[ -z "$output" ]
		rm all.yaml
	done
}

@test "every example is read and comes out the same again" {
	local path name
	for path in "$TOP"/profiles/examples/*.yaml; do
		name=${path##*/}
		example "$name"
		expect 0 "$tool" check "$name"
		[ "$output" = "plain comments" ]
		round_trip "$name"
	done
}

@test "a secret that others can read is refused, and masked when shown" {
	example 10-chap.yaml
	expect 0 "$tool" show 10-chap.yaml
	[[ $output == *'password: "********"'* ]]
	chmod 640 10-chap.yaml
	expect 65 "$tool" check 10-chap.yaml
	[[ $stderr == *"chmod 600 '10-chap.yaml'"* ]]
	chmod 644 10-chap.yaml
	expect 65 "$tool" check 10-chap.yaml
}

@test "files that are no profiles" {
	expect 66 "$tool" check none.yaml
	[[ $stderr == "cannot read none.yaml: No such file or directory"*"fix: check the name"* ]]
	mkdir dir.yaml
	expect 66 "$tool" check dir.yaml
	mkfifo fifo.yaml
	expect 66 "$tool" check fifo.yaml
	[ "$stderr" = "cannot read fifo.yaml: not a regular file" ]
	{ echo 'liosh: 1' && head -c 4194304 /dev/zero | tr '\0' '#'; } >large.yaml
	expect 65 "$tool" check large.yaml
	[[ $stderr == *"at most 4 MiB"* ]]
}

@test "attributes that no row knows are kept, with a word about what was meant" {
	printf '%s\n' 'liosh: 1' 'backstores: { fileio: { d: { path: /d, attributes: {' \
		'emulate_tpuu: 1 } } } }' >typo.yaml
	expect 0 "$tool" check typo.yaml
	[[ $stderr == *"liosh does not know 'emulate_tpuu'"*"did you mean 'emulate_tpu'?"* ]]
	expect 0 "$tool" emit typo.yaml
	[[ $output == *'attributes: { emulate_tpuu: 1 }'* ]]
}

@test "thousands of errors are found in no time, and twenty are shown" {
	{ echo 'liosh: 1' && seq -f 'unknown%g: {}' 5000; } >many.yaml
	expect 65 timeout 20 "$tool" check many.yaml
	[[ $stderr == *"… and "*" more errors" ]]
	{ echo 'liosh: 1' && seq -f 'alias%g: *a' 5000; } >many.yaml
	expect 65 timeout 20 "$tool" check many.yaml
	[[ $stderr == *"… and "*" more errors" ]]
}

# --- the seal -------------------------------------------------------------------

@test "no cut and no turned bit of a sealed file goes unseen" {
	example 10-chap.yaml
	expect 0 "$tool" damage 10-chap.yaml
	expect 0 "$tool" damage "$TOP/tests/golden/profile/kinds.yaml"
	# Control: without the seal the same test fails.
	expect 1 "$tool" damage-plain 10-chap.yaml
}

@test "an edited file says so, with counts" {
	example 10-chap.yaml
	"$tool" seal 10-chap.yaml >sealed.yaml
	expect 0 "$tool" check sealed.yaml
	[ "$output" = sealed ] && [ -z "$stderr" ]
	sed -i 's/64MiB/128MiB/' sealed.yaml
	expect 0 "$tool" check sealed.yaml
	[ "$output" = "sealed edited" ]
	[[ $stderr == *"was edited since liosh wrote it"* ]]
	sed -i 's/luns: { 0: fileio\/disk0 }/luns: {}/' sealed.yaml
	expect 0 "$tool" check sealed.yaml
	[[ $stderr == *"1 backstores, 1 targets, 1 LUNs when saved; 1, 1, 0 now"* ]]
	echo 'loopback: { naa.5001405a1b2c3d4e: {} }' >>sealed.yaml
	expect 0 "$tool" check sealed.yaml
	[ "$output" = "sealed edited" ]
}

@test "a sealed file that somebody wrote above of is still seen to be cut" {
	local line lines
	example 10-chap.yaml
	"$tool" seal 10-chap.yaml >sealed.yaml
	for above in '# our storage server' '' '---' '  # of the office'; do
		{ printf '%s\n' "$above" '' && cat sealed.yaml; } >whole.yaml
		expect 0 "$tool" check whole.yaml
		[[ $output == "sealed edited"* ]]
		# Liosh's own comment is none that would be lost.
		[[ $above == *'#'* || $output == "sealed edited" ]]
		lines=$(wc -l <whole.yaml)
		for ((line = 3; line < lines; line++)); do
			head -n "$line" whole.yaml >cut.yaml
			expect 65 "$tool" check cut.yaml
			[[ $stderr == "cut.yaml:$line:1: the file is cut short"* ]]
		done
	done
	# Nor does it matter how its line ends, or which line it is.
	sed 's/$/\r/' sealed.yaml | head -n 4 >cut.yaml
	expect 65 "$tool" check cut.yaml
	[[ $stderr == *"cut short"* ]]
	{ sed '1d;/^end:/d' sealed.yaml && head -n 1 sealed.yaml; } >cut.yaml
	expect 65 "$tool" check cut.yaml
	[[ $stderr == *"cut short"* ]]
	# Who makes it a profile of their own is not asked for an end.
	{ echo '# ours' && sed 's/  # written by liosh//;/^end:/d' sealed.yaml; } >ours.yaml
	expect 0 "$tool" check ours.yaml
	[ "$output" = "plain comments" ]
}

# --- secrets by reference ---------------------------------------------------------

# Runs with a directory of its own in the place of /etc.
need_etc() {
	unshare -m sh -c 'mkdir -p etc && mount --bind etc /etc' 2>/dev/null ||
		skip "unshare and mount --bind do not work here"
}

with_etc() { # COMMAND...
	mkdir -p etc/liosh/secrets
	unshare -m sh -c 'mount --bind etc /etc && shift 0 && exec "$@"' sh "$@"
}

secret_profile() {
	printf '%s\n' 'liosh: 1' 'iscsi:' '  iqn.2026-11.org.example:t:' '    tpg1:' \
		'      chap: { userid: u, password: !secret file:u.key }' >secret.yaml
}

@test "a secret file is judged before it is believed" {
	secret_profile
	need_etc
	expect 0 with_etc "$tool" check secret.yaml
	[[ $stderr == *"No such file"*"install -m 600"* ]]
	local key=etc/liosh/secrets/u.key
	printf 'correct-horse\n' >$key
	expect 0 with_etc "$tool" check secret.yaml
	[ -z "$stderr" ]
	chmod 640 $key
	expect 65 with_etc "$tool" check secret.yaml
	[[ $stderr == *"group or others can get at it"*"chmod 600 /etc/liosh/secrets/u.key"* ]]
	rm $key && ln -s /etc/passwd $key
	expect 65 with_etc "$tool" check secret.yaml
	[[ $stderr == *"it is a symbolic link"* ]]
	rm $key && mkfifo $key
	expect 65 with_etc "$tool" check secret.yaml
	[[ $stderr == *"not a regular file"* ]]
	rm $key && printf 'a\0b' >$key
	expect 65 with_etc "$tool" check secret.yaml
	[[ $stderr == *"holds a NUL byte"* ]]
	: >$key
	expect 65 with_etc "$tool" check secret.yaml
	[[ $stderr == *"it is empty"* ]]
	head -c 2000 /dev/zero | tr '\0' x >$key
	expect 65 with_etc "$tool" check secret.yaml
	[[ $stderr == *"larger than 1 KiB"* ]]
	printf 'two\nlines\n' >$key
	expect 65 with_etc "$tool" check secret.yaml
	[[ $stderr == *"this password cannot be used"* && $stderr != *two* ]]
}

@test "a reference stays in the saved file while it leads to the same secret" {
	need_etc
	secret_profile
	mkdir -p etc/liosh/secrets
	printf 'correct-horse\n' >etc/liosh/secrets/u.key
	sed 's/!secret file:u.key/correct-horse/' secret.yaml >inline.yaml
	cp secret.yaml saved.yaml
	expect 0 with_etc "$tool" save inline.yaml saved.yaml
	grep -q 'password: !secret file:u.key' saved.yaml
	sed -i 's/correct-horse/battery-staple/' inline.yaml
	expect 0 with_etc "$tool" save inline.yaml saved.yaml
	grep -q 'password: battery-staple' saved.yaml
}

# --- saving -----------------------------------------------------------------------

@test "a saved file is private, and so is everything beside it" {
	example 10-chap.yaml
	mkdir dir
	chmod 755 dir
	umask 022
	expect 0 "$tool" save 10-chap.yaml dir/s.yaml
	expect 0 "$tool" check dir/s.yaml
	[ "$output" = sealed ]
	chmod 644 dir/s.yaml
	sed -i 's/64MiB/65MiB/' 10-chap.yaml
	expect 0 "$tool" save 10-chap.yaml dir/s.yaml
	grep -q 64MiB dir/s.yaml.prev
	[ "$(find dir -type f ! -perm 600)" = "" ]
	[ "$(find dir -type f | wc -l)" -eq 3 ]
	[ "$(stat -c %a dir/backup)" = 700 ]
}

@test "ten backups are kept, and saving the same adds none" {
	example 10-chap.yaml
	local i
	# Twice ten in one second: the numbers of expired ones must not come back.
	for i in $(seq 1 23); do
		sed "s/64MiB/$((64 + i))MiB/" 10-chap.yaml >next.yaml
		expect 0 "$tool" save next.yaml s.yaml
		expect 0 "$tool" save next.yaml s.yaml
	done
	[ "$(find backup -type f | wc -l)" -eq 10 ]
	grep -q 86MiB s.yaml.prev
	run ! grep -q 76MiB backup/*
	grep -q 77MiB backup/*
}

@test "a link is followed once, and stays" {
	example 10-chap.yaml
	mkdir -m 700 there
	ln -s there/s.yaml link.yaml
	expect 0 "$tool" save 10-chap.yaml link.yaml
	[ -L link.yaml ] && [ -f there/s.yaml ] && [ ! -L there/s.yaml ]
	ln -s link.yaml second.yaml
	expect 77 "$tool" save 10-chap.yaml second.yaml
	[[ $stderr == *"it is a link to a link"* ]]
	ln -s loop.yaml loop.yaml
	expect 77 "$tool" save 10-chap.yaml loop.yaml
}

@test "places where nothing is saved" {
	example 10-chap.yaml
	mkdir -m 777 open sub sub/s.yaml
	chmod 777 open
	expect 77 "$tool" save 10-chap.yaml open/s.yaml
	[[ $stderr == *"others can write into its directory"* ]]
	chmod 1777 open
	expect 0 "$tool" save 10-chap.yaml open/s.yaml
	chmod 755 sub
	expect 73 "$tool" save 10-chap.yaml sub/s.yaml
	[[ $stderr == *"it is not a regular file"* ]]
	expect 73 "$tool" save 10-chap.yaml sub/
	expect 73 "$tool" save 10-chap.yaml none/s.yaml
	[ ! -e none ]
	expect 73 "$tool" save 10-chap.yaml "$(head -c 250 /dev/zero | tr '\0' n)"
	if [ "$(id -u)" -eq 0 ]; then
		mkdir -m 755 other
		chown 12345 other
		expect 77 "$tool" save 10-chap.yaml other/s.yaml
		[[ $stderr == *"belongs to another user"* ]]
	fi
}

@test "a limit on the size of files is an error, not a death" {
	example 10-chap.yaml
	echo old >s.yaml
	# shellcheck disable=SC2016 # expanded inside
	expect 73 bash -c '(ulimit -f 0; exec "$@" 2>&1) | cat; exit "${PIPESTATUS[0]}"' \
		bash "$tool" save 10-chap.yaml s.yaml
	[ "$(cat s.yaml)" = old ]
	[ -z "$(find . -name '.*.tmp')" ]
}

# Saves once over an old file in a fresh directory, with what strace is told.
save_with() { # HOW STRACE-OPTIONS...
	local how=$1
	shift
	rm -rf d && mkdir -m 700 d && cp old.yaml d/s.yaml
	# A program that is being traced cannot look for leaks.
	ASAN_OPTIONS=${ASAN_OPTIONS:-}:detect_leaks=0 strace -f -o trace "$@" \
		"$tool" "$how" new.yaml d/s.yaml 2>message
}

prepare_save() {
	need strace
	example 10-chap.yaml
	"$tool" seal 10-chap.yaml >old.yaml
	sed 's/64MiB/65MiB/' 10-chap.yaml >new.yaml
	"$tool" seal new.yaml >wanted.yaml
}

# Every system call of a clean save that touches files, as NAME NUMBER.
calls_of() { # HOW
	save_with "$1" -e trace=file,desc || return 1
	sed -nE 's/^[0-9]+ +([a-z0-9_]+)\(.*/\1/p' trace |
		awk '{ print $1, ++count[$1] }' |
		grep -E '^(openat|openat2|mkdirat|fchmod|fchown|fallocate|write|fsync|pread64|close|linkat|renameat|unlinkat|newfstatat|fstat|readlinkat|getdents64) '
}

# 0: what is there is the old file or the new one, and the program told the truth.
judge_save() { # STATUS
	if cmp -s d/s.yaml wanted.yaml; then
		[ "$1" -eq 0 ] || [ "$1" -eq 74 ] || return 1
	else
		cmp -s d/s.yaml old.yaml && [ "$1" -ne 0 ] || return 1
	fi
	[ -z "$(find d -type f ! -perm 600)" ]
}

# Prints how many of the runs were wrong.
count_wrong() { # HOW
	local call n errno wrong=0 status
	while read -r call n; do
		for errno in ENOSPC EIO; do
			status=0
			save_with "$1" -e "inject=$call:error=$errno:when=$n" || status=$?
			judge_save "$status" && continue
			wrong=$((wrong + 1))
			echo "# $1: $call $n $errno: status $status" >&2
		done
	done <calls
	echo "$wrong"
}

@test "whatever call fails, the old file or the new one is there" {
	prepare_save
	calls_of save >calls
	[ "$(grep -c . calls)" -ge 25 ]
	# What a program reads before it begins is not part of the save.
	local first
	first=$(grep -n '^openat2 1' calls | cut -d: -f1)
	sed -i "1,$((first - 1))d" calls
	[ "$(count_wrong save 2>wrong)" -eq 0 ] || { cat wrong && false; }
	run ! grep . wrong
}

@test "whatever call it is killed at, the old file or the new one is there" {
	prepare_save
	calls_of save >calls
	local call n
	while read -r call n; do
		save_with save -e "inject=$call:signal=SIGKILL:when=$n" || :
		cmp -s d/s.yaml wanted.yaml || cmp d/s.yaml old.yaml
		[ -z "$(find d -type f ! -perm 600)" ]
	done <calls
}

@test "what a dead save left behind goes with the next one, and nothing else" {
	example 10-chap.yaml
	mkdir -m 700 d
	touch d/.s.yaml.0123456789abcdef.tmp d/.s.yaml.prev.0123456789abcdef
	touch d/.s.yaml.swp d/.s.yaml.0123456789abcdef.tmpx d/.t.yaml.0123456789abcdef.tmp
	expect 0 "$tool" save 10-chap.yaml d/s.yaml
	run ls -A d
	[ "$output" = ".s.yaml.0123456789abcdef.tmpx
.s.yaml.swp
.t.yaml.0123456789abcdef.tmp
s.yaml" ]
}

@test "control: a careless program fails the same test" {
	prepare_save
	calls_of careless | grep '^write' >calls
	[ "$(count_wrong careless 2>/dev/null)" -gt 0 ]
}

# --- laying a profile over a tree ---------------------------------------------------

@test "a profile laid over a tree changes what it names, and replaces when told" {
	local case name
	for case in "$TOP"/tests/golden/overlay/*.profile; do
		name=${case##*/}
		expect 0 "$tool" overlay "${case%/*}/live.yaml" "$case" "" ""
		golden "${case%.profile}.merged" "$output"
		expect 0 "$tool" overlay "${case%/*}/live.yaml" "$case" "" "" replace
		golden "${case%.profile}.replaced" "$output"
	done
}

@test "one target of a profile comes with its backstores, one backstore alone" {
	local dir=$TOP/tests/golden/overlay
	printf 'liosh: 1\niscsi: {}\n' >empty.yaml
	expect 0 "$tool" overlay empty.yaml "$dir/live.yaml" iqn.2026-11.org.example:one ""
	golden "$dir/target.out" "$output"
	expect 0 "$tool" overlay empty.yaml "$dir/live.yaml" "" fileio/b
	golden "$dir/store.out" "$output"
	expect 65 "$tool" overlay empty.yaml "$dir/live.yaml" iqn.2026-11.org.example:onne ""
	[[ $stderr == *"has no target"*"did you mean 'iqn.2026-11.org.example:one'?"* ]]
	expect 65 "$tool" overlay empty.yaml "$dir/live.yaml" "" bb
	[[ $stderr == *"has no storage object 'bb'"* ]]
}

@test "an identity that a profile leaves out stays, but not with another device" {
	cat >live.yaml <<-END
		liosh: 1
		backstores:
		  block:
		    moves: { device: /dev/a, identity: wwn:naa.5000c500a1b2c3d4 }
		    stays: { device: /dev/b, identity: "file:/srv/b, or so" }
	END
	cat >over.yaml <<-END
		liosh: 1
		backstores: { block: { moves: { device: /dev/c }, stays: { device: /dev/b } } }
	END
	for way in "" replace; do
		# shellcheck disable=SC2086 # a word or none
		expect 0 "$tool" overlay live.yaml over.yaml "" "" $way
		[ "$output" = "liosh: 1
backstores:
  block:
    moves: { device: /dev/c }
    stays: { device: /dev/b, identity: \"file:/srv/b, or so\" }" ]
	done
}

@test "with a kernel at hand a slip of the pen is an error" {
	need_etc
	printf '%s\n' 'liosh: 1' 'backstores: { fileio: { d: { path: /d, attributes: {' \
		'emulate_tpuu: 1 } } } }' >typo.yaml
	printf 'liosh: 1\niscsi: {}\n' >empty.yaml
	expect 65 "$tool" overlay empty.yaml typo.yaml "" ""
	[[ $stderr == "typo.yaml:3:1: unknown key 'emulate_tpuu'"*"did you mean 'emulate_tpu'"* ]]
	expect 0 "$LIOSH" -f none.yaml restoreconfig typo.yaml
	[[ $stderr == "warning: "*"does not know"* && $stderr != *"unknown key"* ]]
	secret_profile
	expect 65 with_etc "$tool" overlay empty.yaml secret.yaml "" ""
	[[ $stderr == *"No such file or directory"* ]]
}
