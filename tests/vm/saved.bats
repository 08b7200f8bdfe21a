#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The saved profile after somebody's hands were on it: what the next boot restores, what
# status says, what the next save does.

# shellcheck disable=SC2154 # bats sets stderr
load ../helpers.bash
load ../tui.bash
load ../pages.bash

DIR=/srv/saved
IQN=iqn.2026-11.org.example
SAVED=/etc/liosh/saveconfig.yaml
TREE=/sys/kernel/config/target/iscsi

setup_file() {
	mkdir -p $DIR /etc/liosh
	truncate -s 8M $DIR/one.img $DIR/two.img
	cat >$DIR/profile.yaml <<-END
		liosh: 1
		backstores:
		  fileio:
		    one: { path: $DIR/one.img, size: 8MiB }
		    two: { path: $DIR/two.img, size: 8MiB }
		iscsi:
		  $IQN:one:
		    tpg1:
		      portals: { "127.0.0.1:3260": {} }
		      luns: { 0: fileio/one }
		      acls:
		        $IQN:h1:
		          chap: { userid: host, password: secret-of-host1 }
		          luns: { 0: 0 }
		  $IQN:two:
		    tpg1:
		      attributes: { authentication: false }
		      portals: { "127.0.0.1:3261": {} }
		      luns: { 0: fileio/two }
		      acls: { $IQN:h1: { luns: { 0: 0 } } }
	END
	chmod 600 $DIR/profile.yaml
	"$LIOSH" restoreconfig $DIR/profile.yaml
	"$LIOSH" saveconfig
	"$LIOSH" "/iscsi/$IQN:one/tpg1" set parameter MaxBurstLength=1048576
	"$LIOSH" saveconfig
	cp -p $SAVED $DIR/saved
	cp -p $SAVED.prev $DIR/prev
}

teardown_file() {
	"$LIOSH" --yes clearconfig confirm=true
	rm -rf $DIR /etc/liosh /run/liosh
}

# The machine was started again, and nobody touched the file yet.
setup() {
	[ ! -e $DIR/one.away ] || mv $DIR/one.away $DIR/one.img
	"$LIOSH" --yes clearconfig confirm=true
	rm -rf /run/liosh /etc/liosh
	mkdir /etc/liosh
	cp -p $DIR/saved $SAVED
	cp -p $DIR/prev $SAVED.prev
	mkdir -p /etc/liosh/backup
}

run_saved() { # all that is saved runs
	"$LIOSH" --yes apply $DIR/saved
}

# --- the hands ----------------------------------------------------------------------

by_comment() { sed -i '3i\  # the disks of the office' $SAVED; }
by_order() {
	{
		head -n 1 $DIR/saved
		sed -n '/^iscsi:/,/^end:/{/^end:/!p}' $DIR/saved
		sed -n '/^backstores:/,/^iscsi:/{/^iscsi:/!p}' $DIR/saved
		tail -n 1 $DIR/saved
	} >$SAVED
	[ "$(wc -l <$SAVED)" -eq "$(wc -l <$DIR/saved)" ]
}
by_new_lun() { sed -i '0,/luns: { 0: fileio\/one }/s//luns: { 0: fileio\/one, 1: fileio\/two }/' $SAVED; }
by_wrong_key() { sed -i 's/password: secret-of-host1/pasword: secret-of-host1/' $SAVED; }
by_wrong_value() { sed -i 's/MaxBurstLength: [0-9]*/MaxBurstLength: lots/' $SAVED; }
by_unknown_part() { sed -i 's/^iscsi:/notes: { mine: yes }\niscsi:/' $SAVED; }
by_cut() { head -n 8 $DIR/saved >$SAVED; }
by_seal_gone() { sed -i '/^end:/d' $SAVED; }
by_own_hand() { sed -i -e '/^end:/d' -e '1s/ *#.*//' $SAVED; }
by_spoiled_seal() { sed -i 's/^end: .*/end: { mine: true }/' $SAVED; }
by_secret() { sed -i 's/secret-of-host1/another-secret1/' $SAVED; }
by_emptying() { : >$SAVED; }
by_taking_away() { mv $SAVED /etc/liosh/mine.yaml; }
by_rubbish() { head -c 4096 /dev/urandom >$SAVED; }
by_mode() { chmod 644 $SAVED; }

# --- the table ----------------------------------------------------------------------
# hand | exit status at boot | what it says | what runs then | status | the next save
# What runs: all, two (and one is held), prev, none. The next save: 0, or 75 and why.
table() {
	cat <<-'END'
		comment      |  0 | edited since               | all  | edited since liosh wrote it; 1 line with comments     | 1 line with a comment would go
		order        |  0 | edited since               | all  | edited since liosh wrote it                           | only comments, the order or the seal would change
		new_lun      |  0 | 2, 2, 3                    | more | edited since liosh wrote it                           | it was edited since liosh wrote it
		wrong_key    | 10 | unknown key 'pasword'      | two  | Wrong in it:.*unknown key 'pasword'                   | what is saved is more than what runs
		wrong_value  | 10 | MaxBurstLength             | two  | Wrong in it:.*MaxBurstLength                          | what is saved is more than what runs
		unknown_part | 10 | /notes is left out         | all  | Wrong in it:.*unknown key 'notes'                     | what is saved is more than what runs
		cut          | 10 | is taken in its place      | prev | Wrong in it:.*the file is cut short                   | what it holds cannot be read
		seal_gone    | 10 | is taken in its place      | prev | Wrong in it:.*the file is cut short                   | what it holds cannot be read
		own_hand     |  0 |                            | all  | somebody else than liosh wrote it                     | somebody else than liosh wrote it
		spoiled_seal |  0 | 'end' is not as liosh      | all  | somebody else than liosh wrote it                     | somebody else than liosh wrote it
		secret       |  0 | edited since               | all  | edited since liosh wrote it                           | it was edited since liosh wrote it
		emptying     | 10 | is taken in its place      | prev | Wrong in it:.*the profile is empty                    | what it holds cannot be read
		taking_away  | 66 | restoreconfig .*prev       | none | Saved: *nothing                                       | 0
		rubbish      | 10 | is taken in its place      | prev | Saved:.*what it holds cannot be read                  | what it holds cannot be read
		mode         |  0 | others can read            | all  | Saved: *$SAVED                                        | 0
	END
}

on() { [ "$(cat "$TREE/$IQN:$1/tpgt_1/enable" 2>/dev/null || echo 0)" = 1 ]; }
off() { ! on "$1"; }

runs() { # WHAT
	case $1 in
	all) on one && on two && [ "$(cat "$TREE/$IQN:one/tpgt_1/param/MaxBurstLength")" = 1048576 ] ;;
	more) on one && [ -d "$TREE/$IQN:one/tpgt_1/lun/lun_1" ] ;;
	two) off one && on two ;;
	prev) on one && on two && [ "$(cat "$TREE/$IQN:one/tpgt_1/param/MaxBurstLength")" = 262144 ] ;;
	none) [ ! -e "$TREE/$IQN:one" ] ;;
	esac
}

says() { # WORDS TEXT
	grep -qE -- "$1" <<<"$2" || { echo "not said: $1: $2" && return 1; }
}

try_hand() { # HAND STATUS SAID RUNS STATUS-TEXT SAVE
	setup
	"by_$1"
	if [ -e $SAVED ]; then cp -p $SAVED $DIR/now; fi
	expect "$2" "$LIOSH" restoreconfig --boot || return 1
	says "$3" "$stderr" || return 1
	runs "$4" || { echo "$4 does not run: $stderr" && return 1; }
	expect 0 "$LIOSH" status || return 1
	says "$5" "$output" || return 1
	if [ "$6" = 0 ]; then
		expect 0 "$LIOSH" saveconfig
		return
	fi
	expect 75 "$LIOSH" saveconfig || return 1
	says "$6" "$stderr" || return 1
	case $stderr in *secret-of* | *another-secret*) return 1 ;; esac
	cmp $DIR/now $SAVED || return 1
	# By force it is done, and what was there is kept.
	expect 0 "$LIOSH" saveconfig force=true || return 1
	cmp -s $DIR/now "$(ls -t /etc/liosh/backup/* | head -n 1)" || { echo "not kept" && return 1; }
	expect 0 "$LIOSH" saveconfig --check
	# What nobody could read is not what the next boot falls back to.
	[ "$4" != prev ] || cmp -s $DIR/prev $SAVED.prev
}

@test "hands on the saved file: at boot, in status, at the next save" {
	local hand status said what text save wrong=0 trim='s/^[[:space:]]*//;s/[[:space:]]*$//'
	while IFS='|' read -r hand status said what text save; do
		for name in hand status said what text save; do
			printf -v $name %s "$(sed "$trim" <<<"${!name}")"
		done
		try_hand "$hand" "$status" "$said" "$what" "${text//\$SAVED/$SAVED}" "$save" || { echo "hand: $hand" && wrong=1; }
	done < <(table)
	return $wrong
}

@test "with a damaged file and a damaged one before it the newest backup is offered" {
	by_cut
	by_comment
	cp $SAVED $SAVED.prev
	cp -p $DIR/prev /etc/liosh/backup/saveconfig.yaml.20261101T000000Z.0.yaml
	cp -p $DIR/saved /etc/liosh/backup/saveconfig.yaml.20261102T000000Z.0.yaml
	echo rubbish >/etc/liosh/backup/saveconfig.yaml.20261103T000000Z.0.yaml
	expect 65 "$LIOSH" restoreconfig --boot
	[[ $stderr == *"the file is cut short"* ]]
	local offered="restoreconfig /etc/liosh/backup/saveconfig.yaml.20261102T000000Z.0.yaml"
	[[ $stderr == *"'liosh $offered' restores the newest that can be read"* ]]
	runs none
	# shellcheck disable=SC2086
	expect 0 "$LIOSH" $offered
	runs all
}

@test "what is pending is only what is still so" {
	mv $DIR/one.img $DIR/one.away
	expect 10 "$LIOSH" restoreconfig --boot
	expect 0 "$LIOSH" status
	[[ $output == *"Pending:"*"/iscsi/$IQN:one stays disabled"*"$DIR/one.img"* ]]
	expect 0 "$LIOSH" -j status
	jq -e ".pending[0].path == \"/iscsi/$IQN:one\" and .saved.state == \"as_written\" and .unsaved > 0" <<<"$output"
	mv $DIR/one.away $DIR/one.img
	# By hand, with no word of what is pending.
	expect 0 "$LIOSH" --yes apply $DIR/saved
	expect 0 "$LIOSH" status
	grep -qE 'Pending: +nothing' <<<"$output"
	expect 0 "$LIOSH" saveconfig
}

not_saved_by() { # COMMAND...
	expect 75 "$LIOSH" "$@" || return 1
	says "what is saved is more than what runs: /iscsi/$IQN:one stays disabled" "$stderr" || return 1
	cmp $DIR/saved $SAVED || { echo "saved over by $*" && return 1; }
}

@test "what is pending is not saved over, by whatever name and command" {
	local name
	mv $DIR/one.img $DIR/one.away
	expect 10 "$LIOSH" restoreconfig --boot
	ln -sfn /etc/liosh $DIR/there
	ln -sf $SAVED $DIR/link.yaml
	cd /etc/liosh
	not_saved_by saveconfig
	for name in $SAVED saveconfig.yaml /etc/liosh/./saveconfig.yaml ../liosh/saveconfig.yaml \
		$DIR/there/saveconfig.yaml $DIR/link.yaml; do
		not_saved_by saveconfig "$name"
		not_saved_by export format=yaml "$name"
	done
	# The name itself may be the link.
	mv $SAVED $DIR/real.yaml
	ln -s $DIR/real.yaml $SAVED
	not_saved_by saveconfig
	not_saved_by saveconfig $DIR/real.yaml
	not_saved_by export format=yaml $DIR/real.yaml
	says "'saveconfig force=true' saves without it" "$stderr"
	rm $SAVED
	cp -p $DIR/saved $SAVED
	# Nothing is missing of what the file says then.
	expect 0 "$LIOSH" /backstores/fileio/two saveconfig
	grep -q $DIR/one.img $SAVED
	cp -p $DIR/saved $SAVED
	# Elsewhere, and a hard link is elsewhere, nothing is lost.
	ln $SAVED $DIR/hard.yaml
	expect 0 "$LIOSH" saveconfig $DIR/hard.yaml
	expect 0 "$LIOSH" export format=yaml $DIR/other.yaml
	cmp $DIR/saved $SAVED
	[ -e /run/liosh/pending.yaml ]
	expect 0 "$LIOSH" saveconfig saveconfig.yaml force=true
	[ ! -e /run/liosh/pending.yaml ]
	run ! grep -q $DIR/one.img $SAVED
	mv $DIR/one.away $DIR/one.img
}

@test "by whatever name and command it was saved, nothing is unsaved then" {
	local command
	cd "$BATS_TEST_TMPDIR"
	run_saved
	prompts() { [ "$(under_cursor | sed 's/ *$//')" = "$1" ]; }
	terminal 80 24 "'$LIOSH'"
	within 20 prompts '/>'
	for command in saveconfig 'saveconfig /etc/liosh/./saveconfig.yaml' "export format=yaml $SAVED" \
		'export format=yaml /etc/liosh/../liosh/saveconfig.yaml'; do
		type_ '/backstores/ramdisk create extra 1M'
		press Enter
		within 20 prompts '/*>'
		type_ "$command"
		press Enter
		within 20 prompts '/>'
		type_ '/backstores/ramdisk delete extra yes=true'
		press Enter
		within 20 prompts '/*>'
	done
	# It is only another file that has it then.
	type_ "saveconfig $DIR/other.yaml"
	press Enter
	shows "Configuration saved to $DIR/other.yaml"
	within 20 prompts '/*>'
}

@test "the wizard saves its plan over nothing that is pending" {
	local name
	cd "$BATS_TEST_TMPDIR"
	mv $DIR/one.img $DIR/one.away
	expect 10 "$LIOSH" restoreconfig --boot
	terminal 80 24 "'$LIOSH' wizard"
	shows "Before you begin"
	press Enter
	shows "[Target]"
	target
	extent $DIR/disk1.img 64M
	portal
	access
	review
	for name in $SAVED /etc/liosh/./saveconfig.yaml; do
		press s
		shows "Save as a profile"
		type_ "$name"
		press Enter
		shows "Not saved"
		shows "what is saved is more than what runs"
		press Enter
		hides "Not saved"
		cmp $DIR/saved $SAVED
	done
	press s
	shows "Save as a profile"
	type_ "$DIR/elsewhere.yaml"
	press Enter
	shows "─Saved"
	grep -q disk1 $DIR/elsewhere.yaml
	mv $DIR/one.away $DIR/one.img
}

@test "two that bring what is pending do it one after the other" {
	mv $DIR/one.img $DIR/one.away
	expect 10 "$LIOSH" restoreconfig --boot
	behind "$LIOSH" restoreconfig --pending --wait-devices=60s >"$BATS_TEST_TMPDIR/first" 2>&1
	local first=$!
	within 20 grep -q FLOCK /proc/locks
	behind "$LIOSH" restoreconfig --pending >"$BATS_TEST_TMPDIR/second" 2>&1
	local second=$!
	sleep 1
	kill -0 "$second"
	mv $DIR/one.away $DIR/one.img
	wait "$first"
	wait "$second"
	[ ! -e /run/liosh/pending.yaml ]
	runs all
}

@test "only what may come is waited for" {
	local begin=$SECONDS
	truncate -s 4M $DIR/one.img
	expect 10 "$LIOSH" restoreconfig --boot --wait-devices=60s
	truncate -s 8M $DIR/one.img
	((SECONDS - begin < 30))
	[[ $stderr == *"the size of $DIR/one.img is 4MiB, not 8MiB"* ]]
}

@test "a check changes nothing, and status knows what it found" {
	run_saved
	expect 0 "$LIOSH" checkconfig
	[ "$output" = "$SAVED can be restored" ]
	[ ! -e /run/liosh/finding.yaml ]
	sed -i 's/one.img/gone.img/' $SAVED
	"$DUMP" -n >"$BATS_TEST_TMPDIR/before"
	expect 65 "$LIOSH" checkconfig
	[[ $stderr == *"$SAVED:"*"there is no file $DIR/gone.img"* ]]
	"$DUMP" -n | diff "$BATS_TEST_TMPDIR/before" -
	[ "$(stat -c %a /run/liosh/finding.yaml)" = 600 ]
	expect 0 "$LIOSH" status
	grep -q "Wrong in it: .*there is no file $DIR/gone.img: 'checkconfig' tells all" <<<"$output"
	# Of the file as it is now nothing is known to be wrong.
	cp -p $DIR/saved $SAVED
	expect 0 "$LIOSH" status
	run ! grep 'Wrong in it' <<<"$output"
	expect 0 "$LIOSH" checkconfig
	[ ! -e /run/liosh/finding.yaml ]
}

@test "status writes nothing, and tells somebody who is not root what it can" {
	run_saved
	find /etc/liosh /run -newer $DIR/saved -printf '%p %T@\n' | sort >"$BATS_TEST_TMPDIR/before"
	"$DUMP" -n >"$BATS_TEST_TMPDIR/tree"
	expect 0 "$LIOSH" status
	grep -qE 'Running: +2 targets, 0 sessions' <<<"$output"
	grep -qE 'Unsaved: +nothing' <<<"$output"
	find /etc/liosh /run -newer $DIR/saved -printf '%p %T@\n' | sort | diff "$BATS_TEST_TMPDIR/before" -
	"$DUMP" -n | diff "$BATS_TEST_TMPDIR/tree" -
	chmod 700 /etc/liosh
	expect 0 setpriv --reuid=65534 --regid=65534 --clear-groups "$LIOSH" status
	[ -z "$stderr" ]
	grep -qE 'Running: +2 targets' <<<"$output"
	grep -qE 'Saved: +\(needs root\)' <<<"$output"
	expect 0 "$LIOSH" "/iscsi/$IQN:two" delete 1 || expect 0 "$LIOSH" --yes /iscsi delete "$IQN:two"
	expect 0 "$LIOSH" status
	grep -qE "Unsaved: +[0-9]+ objects?: 'diff' shows" <<<"$output"
}

@test "a hand-made file and one storage object, and what delete save=true would lose" {
	run_saved
	by_comment
	cp -p $SAVED $DIR/now
	expect 75 "$LIOSH" --yes /backstores/fileio delete two save=true
	[[ $stderr == *"1 line with a comment would go"*"'edit'"* ]]
	[ -d "$TREE/$IQN:two" ]
	expect 75 "$LIOSH" /backstores/fileio/two saveconfig
	cmp $DIR/now $SAVED
	cp $DIR/profile.yaml $DIR/mine.yaml
	expect 75 "$LIOSH" saveconfig $DIR/mine.yaml
	says "MaxBurstLength 262144 → 1048576" "$stderr"
	says "somebody else than liosh wrote it" "$stderr"
	cmp $DIR/profile.yaml $DIR/mine.yaml
}

@test "the wizard saves its change into a file with comments only when told" {
	run_saved
	by_comment
	cp -p $SAVED $DIR/now
	cat >$DIR/answers <<-END
		target.name: three
		extent: file
		extent.file: $DIR/three.img
		extent.size: 1M
		access.initiators: $IQN:h1
		access.auth: none
	END
	expect 75 "$LIOSH" --yes wizard answers=$DIR/answers
	[[ $stderr == *"1 line with a comment would go"* ]]
	ls -d $TREE/iqn.*:three
	cmp $DIR/now $SAVED
}

@test "edit applies and saves on this machine, and the comments stay" {
	cd "$BATS_TEST_TMPDIR"
	run_saved
	cat >$DIR/ed <<-'END'
		#!/bin/sh
		for file; do :; done
		sed -i -e '2i# of the office' -e 's/MaxBurstLength: 1048576/MaxBurstLength: 524288/' "$file"
	END
	chmod 700 $DIR/ed
	terminal 80 24 "EDITOR=$DIR/ed '$LIOSH' edit; echo ended with \$?; sleep 60"
	shows "MaxBurstLength 1048576 → 524288"
	shows "[b]oth"
	type_ b
	press Enter
	shows "ended with 0"
	[ "$(cat "$TREE/$IQN:one/tpgt_1/param/MaxBurstLength")" = 524288 ]
	grep -qx '# of the office' $SAVED
	[ "$(find /etc/liosh -name '*.edit-*')" = "" ]
	expect 0 "$LIOSH" -j status
	jq -e '.unsaved == 0 and .saved.state == "as_written" and .saved.comments == 1' <<<"$output"
	# Sealed, and still nothing that is lost unseen.
	expect 75 "$LIOSH" saveconfig
	says "1 line with a comment would go" "$stderr"
}

@test "the header of the wizard tells what is not as it should be" {
	cd "$BATS_TEST_TMPDIR"
	run_saved
	terminal 80 24 "'$LIOSH' wizard"
	shows "a disk for another machine"
	hides "saved file"
	by_comment
	terminal 80 24 "'$LIOSH' wizard"
	shows "! saved file edited"
	by_wrong_key
	terminal 80 24 "'$LIOSH' wizard"
	shows "! saved file wrong"
}
