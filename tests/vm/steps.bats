#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# boot: slow cold
# The wizard is broken off at each step of what it does: the tree is as before, the file
# that it made is gone, one that was there is not, and I/O on what was there goes on. On
# the screen each kind of step fails too, and the page opens that can mend it.
#
# EVERY=N tries only every Nth step; every one with LONG=1, else every fourth.

load ../helpers.bash
load ../tui.bash
load ../ways.bash
load break.bash

: "${EVERY:=${LONG:+1}}" "${EVERY:=4}"
DIR=/srv/steps
WIZARD=(--yes --workers 1 wizard)

setup_file() {
	need strace
	mkdir -p "$DIR" /etc/liosh
	rm -f /etc/systemd/system/multi-user.target.wants/*target*.service
	"$TOP/tests/vm/warm"
	modprobe sd_mod
	modprobe scsi_debug dev_size_mb=32
	until ls /sys/bus/pseudo/drivers/scsi_debug/adapter*/host*/target*/*/block/*/size; do sleep 0.1; done
	"$LIOSH" /backstores/ramdisk create first 1M
	"$LIOSH" /backstores/ramdisk delete first
}

setup() { cd "$BATS_TEST_TMPDIR" || return; }

nothing() {
	"$LIOSH" --yes clearconfig confirm=true >/dev/null
	find /sys/kernel/config/target -mindepth 1 -maxdepth 1 -type d ! -name core -exec rmdir {} +
}

answers() { install -m 600 /dev/stdin "$DIR/answers"; }

two_initiators() {
	answers <<-END
		target.name: $IQN:one
		extent: file
		extent.file: $DIR/one.img
		extent.size: 16M
		extent.serial: 10000000-0000-4000-8000-000000000001
		access.initiators: $IQN:h1 $IQN:h2
		access.auth: mutual
		access.user: host
		access.secret: secret-of-host1
		access.peer_user: target
		access.peer_secret: secret-of-peer1
		review.shared: yes
	END
}

# Every step of what the answers do; what is wrong is printed.
every_step() { # LEAST STEPS FILE
	local least=$1 file=$2
	"$DUMP" -n >"$DIR/before"
	points_of "${WIZARD[@]}" "answers=$DIR/answers" >"$DIR/points"
	cp "$DIR/trace" "$DIR/trace.whole"
	"$DUMP" -n >"$DIR/done"
	run ! cmp -s "$DIR/before" "$DIR/done"
	undo_all
	"$DUMP" -n | diff "$DIR/before" -
	echo "# $(wc -l <"$DIR/points") steps" >&3
	[ "$(wc -l <"$DIR/points")" -ge "$least" ]
	MADE=$file break_each undo_all -- "${WIZARD[@]}" "answers=$DIR/answers"
}

# --- on the screen -------------------------------------------------------------------

# "CALL PATH NAME" for the first of each kind of step in the whole trace: a kind is a system
# call and a place, whatever people call what is there; NAME is what the call gives, which
# may be relative.
kinds() {
	perl -ne 's/^\d+ +//;
		print "$1 $2/$3 $3\n"
			if /^(mkdirat|symlinkat)\((?:".*", )?\d+<(\/sys\/kernel\/config[^>]*)>, "([^"]*)"/;
		print "write $1 $1\n" if /^write\(\d+<(\/sys\/kernel\/config[^>]*)>/' "$DIR/trace.whole" |
		awk '{
			kind = $1 " " $2
			gsub(/iqn[^\/]*/, "IQN", kind)
			sub(/core\/[^\/]*\/[^\/]*/, "core/HBA/SO", kind)
			sub(/(attrib|param|auth|wwn)\/[^\/]*$/, "GROUP", kind)
			sub(/lun_[0-9]+\/[^\/]*$/, "lun/ENTRY", kind)
			gsub(/lun_[0-9]+/, "lun", kind)
			if (!seen[kind]++) print
		}'
}

# Page and label of the question that can mend what failed there; of a target that was
# there it is which one.
question() { # PATH NEW-TARGET
	case $1 in
	*/target/core*) echo "Extent Extent" ;;
	*/acls*) [ "$2" = yes ] && echo "Access Initiators" || echo "Target Target" ;;
	*/np*) echo "Portal Listen on" ;;
	*/lun*) echo "Extent LUN" ;;
	*/tpgt_1*) echo "Access Who" ;;
	*/iqn*) echo "Target Name" ;;
	*/iscsi) echo "Target Name" ;;
	*) echo "Portal Discovery" ;;
	esac
}

# The wizard that runs fails the next time that it makes this call with that name.
fail_at() { # CALL NAME
	rm -f strace.err
	behind strace -f -o /dev/null -P "$2" -e "trace=$1" -e "inject=$1:error=EIO:when=1" \
		-p "$(pidof liosh)" 2>strace.err
	tracer=$!
	within 60 grep -q attached strace.err
}

stop_failing() {
	kill -INT "$tracer"
	wait "$tracer" || :
}

on_to_the_plan() {
	local _
	for _ in {1..8}; do
		screen | grep -qF "This will be done" && return
		press NPage
		sleep 1
	done
	shows "This will be done"
}

# One wizard that meets all kinds of failure, one after the other, and does it in the end.
each_kind() { # NEW-TARGET FILE
	local call path name page label number=0
	kinds >"$DIR/kinds"
	echo "# $(wc -l <"$DIR/kinds") kinds of steps" >&3; sed "s/^/# /" "$DIR/kinds" >&3
	terminal 80 24 "stty -a >stty.before; '$LIOSH' --workers 1 wizard"
	type_answers "$DIR/answers"
	while read -r call path name <&4; do
		(((number += 1) % EVERY == 0)) || continue
		read -r page label < <(question "$path" "$1")
		echo "$call $path: $page, $label"
		fail_at "$call" "$name"
		press Enter
		shows "It was not done"
		stop_failing
		shows "The answers are kept: $label can be changed."
		"$DUMP" -n | diff "$DIR/before" -
		[ -z "$2" ] || [ ! -e "$2" ]
		press Enter
		shows "[$page]"
		focused "$label"
		on_to_the_plan
	done 4<"$DIR/kinds"
	((number >= 5))
	press Enter
	shows "Save this change"
	press y
	shows "Saved in /etc/liosh/saveconfig.yaml"
	press Enter
	ends 0
	diff stty.before stty.after
	leave_terminal
	"$DUMP" -n | diff "$DIR/done" -
}

@test "a new file for two initiators" {
	undo_all() {
		nothing
		rm -f $DIR/one.img /etc/liosh/saveconfig.yaml
	}
	two_initiators
	every_step 30 $DIR/one.img
	each_kind yes $DIR/one.img
}

@test "a file that was there stays, with what is in it" {
	undo_all() {
		nothing
		rm -f /etc/liosh/saveconfig.yaml
	}
	undo_all
	rm -f $DIR/one.img
	head -c 16M /dev/urandom >$DIR/kept.img
	chmod 640 $DIR/kept.img
	two_initiators
	sed -i -e '/^extent.size/d' -e 's/one.img/kept.img/' $DIR/answers
	local before
	before=$(cksum $DIR/kept.img; stat -c '%i %a %Y' $DIR/kept.img)
	every_step 30 ''
	[ "$(cksum $DIR/kept.img; stat -c '%i %a %Y' $DIR/kept.img)" = "$before" ]
	rm $DIR/kept.img
}

# A value that the kernel does not take is seen when all is read back: then the target was
# open for a moment.
@test "what fails once initiators could come in keeps the file, and says so" {
	local number
	nothing
	rm -f $DIR/one.img /etc/liosh/saveconfig.yaml
	"$DUMP" -n >"$DIR/before"
	two_initiators
	traced -- "${WIZARD[@]}" "answers=$DIR/answers" >/dev/null
	number=$(awk '{ sub(/^[0-9]+ +/, "") } /^write\(/ { count++ }
		/demo_mode_discovery>/ { print count; exit }' "$DIR/trace")
	nothing
	rm -f $DIR/one.img /etc/liosh/saveconfig.yaml
	[ -z "$(break_off 71 "write:retval=1:when=$number" -- "${WIZARD[@]}" "answers=$DIR/answers")" ]
	grep -q 'demo_mode_discovery did not take its value' "$DIR/err"
	grep -q "$DIR/one.img stays: initiators may have written to it" "$DIR/err"
	[ -e $DIR/one.img ]
	rm $DIR/one.img
}

@test "a second disk, while I/O runs on the first: the session stays the same" {
	undo_all() {
		"$LIOSH" --yes "/iscsi/$IQN:one/tpg1/luns" delete 1 >/dev/null
		"$LIOSH" --yes /backstores/block delete two >/dev/null
		cp $DIR/saved /etc/liosh/saveconfig.yaml
	}
	session() {
		grep -o 'LIO Session ID: [0-9]*' "/sys/kernel/config/target/iscsi/$IQN:one/tpgt_1/acls/$IQN:h1/info"
	}
	two_initiators
	expect 0 "$LIOSH" "${WIZARD[@]}" "answers=$DIR/answers"
	cp /etc/liosh/saveconfig.yaml $DIR/saved
	behind "$INITIATOR" -i "$IQN:h1" -u host%secret-of-host1 -m target%secret-of-peer1 \
		"$IQN:one" hold >"$DIR/held" 2>"$DIR/held.err"
	holder=$!
	until grep -q holding "$DIR/held"; do sleep 0.1; done
	before=$(session)
	answers <<-END
		target: $IQN:one
		extent: device
		extent.device: /dev/$(basename /sys/bus/pseudo/drivers/scsi_debug/adapter*/host*/target*/*/block/*)
		extent.name: two
		extent.serial: 20000000-0000-4000-8000-000000000002
		review.shared: yes
	END
	every_step 10 ''
	[ "$(session)" = "$before" ]
	each_kind no ''
	[ "$(session)" = "$before" ]
	kill -TERM "$holder"
	wait "$holder"
	tail -n 1 "$DIR/held"
	grep -q '[1-9][0-9]* I/Os, 0 errors' "$DIR/held"
}

@test "a target that anybody may read" {
	nothing
	rm -f /etc/liosh/saveconfig.yaml
	undo_all() {
		nothing
		rm -f $DIR/all.img /etc/liosh/saveconfig.yaml
	}
	answers <<-END
		target.name: $IQN:all
		extent: file
		extent.file: $DIR/all.img
		extent.size: 16M
		extent.serial: 30000000-0000-4000-8000-000000000003
		access: any
		access.auth: none
		access.read_only: yes
	END
	every_step 15 $DIR/all.img
	each_kind yes $DIR/all.img
}

# --- signals meanwhile -----------------------------------------------------------------

# To the middle of what is done, of which each directory takes a second.
in_the_middle() { # COMMAND
	undo_all
	"$DUMP" -n >"$DIR/before"
	terminal 80 24 "$1"
	if [[ $1 == *bash* ]]; then
		shows ready
		type_ "stty -a >stty.before"
		press Enter
		type_ "'$LIOSH' wizard"
		press Enter
	fi
	type_answers "$DIR/answers"
	rm -f strace.err
	behind strace -f -o /dev/null -e trace=mkdirat -e inject=mkdirat:delay_enter=1000000 \
		-p "$(pidof liosh)" 2>strace.err
	tracer=$!
	within 60 grep -q attached strace.err
	press Enter
	shows "steps done"
	[ -d /sys/kernel/config/target/core/fileio_0 ]
}

as_before() {
	"$DUMP" -n | diff "$DIR/before" -
	[ ! -e $DIR/one.img ]
	[ ! -e /etc/liosh/saveconfig.yaml ]
}

@test "SIGTERM, SIGHUP, Ctrl-C in the middle: undone, and the wizard is still there" {
	local signal
	undo_all() {
		nothing
		rm -f $DIR/one.img /etc/liosh/saveconfig.yaml
	}
	two_initiators
	for signal in TERM HUP INT; do
		in_the_middle "stty -a >stty.before; '$LIOSH' wizard"
		if [ $signal = INT ]; then press C-c; else kill -$signal "$(pidof liosh)"; fi
		shows "It was not done"
		stop_failing
		as_before
		press Enter
		hides "It was not done"
		press q
		shows "Leave the wizard?"
		press y
		ends 130
		diff stty.before stty.after
		leave_terminal
	done
}

@test "the terminal goes away in the middle: undone, and nothing goes on" {
	undo_all() {
		nothing
		rm -f $DIR/one.img /etc/liosh/saveconfig.yaml
	}
	two_initiators
	in_the_middle "'$LIOSH' wizard"
	leave_terminal
	within 120 eval '! pidof liosh'
	as_before
}

@test "Ctrl-Z in the middle: it stops when all is done, and fg goes on" {
	undo_all() {
		nothing
		rm -f $DIR/one.img /etc/liosh/saveconfig.yaml
	}
	undo_all
	two_initiators
	"$LIOSH" "${WIZARD[@]}" "answers=$DIR/answers"
	"$DUMP" -n >"$DIR/done"
	in_the_middle "env PS1='ready ' bash --norc -i"
	press C-z
	shows "Stopped"
	stop_failing
	"$DUMP" -n | diff "$DIR/done" -
	type_ "fg"
	press Enter
	shows "Save this change"
	press y
	shows "Saved in /etc/liosh/saveconfig.yaml"
	press Enter
	hides "Saved in"
	type_ "stty -a >stty.after"
	press Enter
	within 60 test -s stty.after
	diff stty.before stty.after
	expect 0 "$LIOSH" diff
}
