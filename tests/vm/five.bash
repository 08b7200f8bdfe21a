# SPDX-License-Identifier: GPL-3.0-or-later
# Five targets on the machine of tests/vm/system.bash, saved and restored by the units of
# `make install`, and how to see what is served: unit, exit status, independent dump, real
# login. Sourced after it, by bats files each of which has such a machine.

IQN=iqn.2026-11.org.example
# shellcheck disable=SC2034 # the tests use it
SAVED=/etc/liosh/saveconfig.yaml
INITIATOR=${INITIATOR:-$TOP/build/release/tests/vm/initiator}
ALL=(one two three four five)
# Which number a disk has at the moment stands in `info`.
DUMP='dump -n | grep -v "/info = "'

# One of them has a portal of IPv6 too.
by_ipv6() { # STORAGE-OBJECT
	[ "$1" != ramdisk/five ] || printf ', "[::1]:3262": {}'
}

# One with mutual CHAP; one on a file system that is mounted from a file, one on a disk,
# one on a volume, one in memory.
profile() {
	local name
	cat <<-END
		liosh: 1
		backstores:
		  fileio:
		    one: { path: /srv/one.img, size: 8MiB }
		    two: { path: /srv/mnt/two.img, size: 8MiB }
		  block:
		    three: { device: /dev/disk/by-id/virtio-one }
		    four: { device: /dev/vg/lv }
		  ramdisk:
		    five: { size: 8MiB }
		iscsi:
		  $IQN:one:
		    tpg1:
		      portals: { "0.0.0.0:3260": {} }
		      luns: { 0: fileio/one }
		      acls:
		        $IQN:h1:
		          chap: { userid: host, password: secret-of-host1, mutual_userid: target, mutual_password: secret-of-peer1 }
		          luns: { 0: 0 }
	END
	for name in fileio/two block/three block/four ramdisk/five; do
		cat <<-END
			  $IQN:${name#*/}:
			    tpg1:
			      attributes: { authentication: false }
			      portals: { "0.0.0.0:3260": {}$(by_ipv6 "$name") }
			      luns: { 0: $name }
			      acls: { $IQN:h1: { luns: { 0: 0 } } }
		END
	done
}

furnish() {
	cat <<-'END'
		set -e
		tar -C / -xf /dev/disk/by-id/virtio-installed
		systemctl daemon-reload
		mkdir -p /srv/mnt
		truncate -s 8M /srv/one.img
		truncate -s 32M /srv/fs.img
		mkfs.ext4 -q /srv/fs.img
		echo '/srv/fs.img /srv/mnt ext4 loop,nofail 0 0' >>/etc/fstab
		systemctl daemon-reload
		systemctl start srv-mnt.mount
		truncate -s 8M /srv/mnt/two.img
		vgcreate -q vg /dev/disk/by-id/virtio-two
		lvcreate -q -L 8M -n lv vg
		udevadm settle
	END
}

setup_file() {
	machine_begin || return
	machine_settled
	machine "$(furnish)" || return
	machine "umask 077; base64 -d <<<'$(profile | base64 -w0)' >/root/profile.yaml
		liosh restoreconfig /root/profile.yaml && liosh saveconfig &&
		liosh /iscsi/$IQN:one/tpg1 set parameter DefaultTime2Retain=19 && liosh saveconfig &&
		$DUMP >/root/whole" || return
	machine "liosh service enable"
}

teardown_file() {
	machine_end
}

# --- what is looked at -------------------------------------------------------------

initiator() { # NAME WORD...
	local auth=()
	[ "$1" != one ] || auth=(-u host%secret-of-host1 -m target%secret-of-peer1)
	${apart:-} "$INITIATOR" -i "$IQN:h1" -p "127.0.0.1:$MACHINE_PORT" "${auth[@]}" "$IQN:$1" "${@:2}"
}

# One who is logged in and writes and reads meanwhile, $! afterwards.
hold() { # NAME
	(apart=apart initiator "$1" hold 900) >"$BATS_TEST_TMPDIR/held-$1" 2>&1 &
	within 60 grep -q holding "$BATS_TEST_TMPDIR/held-$1"
}

# Block after block is written there and read again, until one is not what it was.
steady() { # NAME DEVICE
	machine "cat >/run/io-$1 <<-'END'
		for ((count = 1; ; count++)); do
			printf '%04096d' \$count >/run/out-$1
			dd if=/run/out-$1 of=$2 bs=4096 seek=64 oflag=direct conv=notrunc &&
				dd if=$2 bs=4096 skip=64 count=1 iflag=direct |
				cmp - /run/out-$1 || break
			echo \$count >/run/count-$1
		done
	END
	systemd-run -q --unit=io-$1 bash /run/io-$1; sleep 3; cat /run/count-$1"
}
steady_goes_on() { # NAME
	machine "before=\$(cat /run/count-$1); for ((i = 0; i < 120; i++)); do
		[ \$(cat /run/count-$1) -gt \$before ] && exit; sleep 1; done; exit 1" &&
		is active unit ActiveState "io-$1.service"
}

# A real login, and what is written is read.
serves() { # NAME...
	local name
	for name; do
		expect 0 initiator "$name" check "by $name" || return
	done
}

refuses() { # NAME
	expect 1 initiator "$1" check "by $1"
	[[ $stderr == *"login refused: 0301"* ]]
}

all_but() { # NAME
	local name
	for name in "${ALL[@]}"; do
		[ "$name" = "$1" ] || serves "$name"
	done
}

unit() { # PROPERTY [UNIT]
	machine "systemctl show -P $1 ${2:-liosh.service}"
}

is() { # TEXT COMMAND...
	local is
	is=$("${@:2}") || :
	[ "$is" = "$1" ] && return
	printf '%s: %s instead of %s\n' "${*:2}" "$is" "$1"
	machine 'liosh service status; journalctl -b -o short-monotonic -u "liosh*" | tail -n 40'
	return 1
}

# Everything runs as it did when it was saved, and is served.
# Also where a failure does not end the test, as with `!`.
whole() { # DBROOT
	machine_settled && is active unit ActiveState &&
		expect 0 machine "$DUMP | sed 's|^dbroot = ${1:-/etc/target}\$|dbroot = /etc/target|' |
			diff /root/whole -" &&
		serves "${ALL[@]}"
}

# A part runs: the unit has failed, and says so.
in_part() { # NAME
	machine_settled
	is failed unit ActiveState
	is 10 unit ExecMainStatus
	expect 0 machine 'systemctl --failed'
	[[ $output == *liosh.service* ]]
	expect 0 machine 'liosh service status'
	[[ $output == *"Pending:       /iscsi/$IQN:$1 stays disabled"* ]]
	refuses "$1"
	all_but "$1"
}

# All of it came afterwards, and nothing looks for more.
came() {
	within "${1:-60}" serves_all_quietly
	within 90 pending_is_over
	is inactive unit ActiveState
	is 0 machine 'systemctl --failed --no-legend | grep -c liosh'
	expect 0 machine "$DUMP | diff /root/whole -"
}
serves_all_quietly() { serves "${ALL[@]}" >/dev/null; }
pending_is_over() {
	[ "$(unit ActiveState liosh-pending.timer)" = inactive ] &&
		machine '[ ! -e /run/liosh/pending.yaml ]'
}

# Of the journal of the boot before this one.
before() { machine "journalctl -b -1 -o short-monotonic --no-pager $*"; }
