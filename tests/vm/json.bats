# SPDX-License-Identifier: GPL-3.0-or-later
# boot: slow cold
# targetcli's saveconfig.json both ways: what targetcli made and saved comes back through
# liosh, and what liosh exported comes back through targetctl, each time the same tree
# as a witness sees it; and the authentication that targetcli's manual page promises.
# shellcheck disable=SC2154 # bats sets stderr
load ../helpers

DIR=/srv/json
IQN=iqn.2026-11.org.example
ROOT=/sys/kernel/config/target

# A configuration with every kind that targetcli and this kernel both have.
commands() {
	cat <<-END
		set global auto_save_on_exit=false
		/backstores/fileio create d1 $DIR/d1.img 16M
		/backstores/fileio create d2 $DIR/d2.img 8M write_back=false wwn=0123456789abcdef0123456789abcdef
		/backstores/fileio create d3 /dev/peer3
		/backstores/block create b1 /dev/peer0
		/backstores/block create b2 /dev/peer1 readonly=true
		/backstores/pscsi create p1 /dev/peer2
		/backstores/ramdisk create r1 8M
		/backstores/ramdisk create r2 1G nullio=true
		/backstores/user:peer create u1 1M config1
		/backstores/user:peer create name=u2 size=2M cfgstring=config2 hw_max_sectors=64 control=max_data_area_mb=16
		/backstores/fileio/d1 set attribute emulate_tpu=1 emulate_caw=0
		/backstores/fileio/d2 set attribute block_size=4096
		/backstores/fileio/d1/alua create g1 16
		/backstores/fileio/d1/alua create g2 17
		/backstores/fileio/d1/alua/g1 set alua alua_access_state=1 preferred=1
		/backstores/fileio/d1/alua/g2 set alua alua_access_type=1 nonop_delay_msecs=50
		/iscsi set discovery_auth enable=1 userid=finder password=twelve-chars1 mutual_userid=found mutual_password=twelve-chars6
		/iscsi create $IQN:t1
		/iscsi/$IQN:t1 create 7
		/iscsi/$IQN:t1/tpg7 disable
		/iscsi/$IQN:t1/tpg7 set attribute generate_node_acls=1
		/iscsi/$IQN:t1/tpg1 set attribute authentication=1 login_timeout=20
		/iscsi/$IQN:t1/tpg1 set parameter MaxBurstLength=131072 ImmediateData=No
		/iscsi/$IQN:t1/tpg1 set auth userid=anyone password=twelve-chars2 mutual_userid=target mutual_password=twelve-chars3
		/iscsi/$IQN:t1/tpg1/luns create /backstores/fileio/d1
		/iscsi/$IQN:t1/tpg1/luns create /backstores/ramdisk/r1 5
		/iscsi/$IQN:t1/tpg1/luns create /backstores/block/b1 7
		/iscsi/$IQN:t1/tpg1/luns create /backstores/user:peer/u1 9
		/iscsi/$IQN:t1/tpg1/luns/lun0 set alua alua_tg_pt_gp_name=g1
		/iscsi/$IQN:t1/tpg1/acls create $IQN:host1
		/iscsi/$IQN:t1/tpg1/acls create $IQN:host2 add_mapped_luns=false
		/iscsi/$IQN:t1/tpg1/acls/$IQN:host2 create 0 0
		/iscsi/$IQN:t1/tpg1/acls/$IQN:host2 create 3 5 1
		/iscsi/$IQN:t1/tpg1/acls/$IQN:host1 set auth userid=host1 password=twelve-chars4 mutual_userid=target mutual_password=twelve-chars5
		/iscsi/$IQN:t1/tpg1/acls/$IQN:host1 set attribute nopin_timeout=30
		/iscsi/$IQN:t1/tpg1/acls tag $IQN:host2 cluster
		/iscsi/$IQN:t1/tpg1/portals create 127.0.0.1 3261
		/iscsi/$IQN:t1/tpg1/portals create ::1 3262
		/iscsi create $IQN:t2
		/iscsi/$IQN:t2/tpg1/luns create /backstores/fileio/d2
		/iscsi/$IQN:t2/tpg1/luns create /backstores/block/b2
		/loopback create naa.5001405000000001
		/loopback/naa.5001405000000001/luns create /backstores/fileio/d3
		/loopback/naa.5001405000000001/luns create /backstores/pscsi/p1
		/vhost create naa.5001405000000002
		/vhost/naa.5001405000000002/tpg1/luns create /backstores/user:peer/u2 3
		/vhost/naa.5001405000000002/tpg1/luns create /backstores/ramdisk/r2
	END
}

# The tree as it can be the same: but for the nexus and the relative port identifier (of
# kernels from 6.4 on), which targetcli does not save, and what a witness sees otherwise
# without any setting.
tree() {
	"$DUMP" -n | sed -E "$tree_aside" | sed -E 's/(\/(nexus|rtpi) = ).*/\1N/'
}

same_tree() { # FILE
	diff "$1" <(tree)
}

clear_all() {
	peer_clear
	[ -z "$(find $ROOT -name 'tpgt_*' -o -path '*/core/*_[0-9]*/*' | head -n 1)" ]
}

setup_file() {
	. "$TOP/tests/vm/peer-machine"
	cd "$TOP"
	peer_machine
	peer_files
	mkdir -p $DIR
	umask 077
	commands >$DIR/commands
	targetcli <$DIR/commands >$DIR/made 2>&1
	targetctl save $DIR/theirs.json
	tree >$DIR/tree
}

teardown_file() {
	local pid
	while read -r pid; do kill "$pid" 2>/dev/null || :; done </run/dbus/pids
}

setup() {
	. "$TOP/tests/vm/peer-machine"
	umask 077
}

@test "targetcli made every kind and every fabric that there is" {
	local path
	# The second TPG of t1 gets none at the address of the first.
	run ! grep -iE 'error|cannot|invalid|unknown|not found|failed' \
		<(grep -v '^Default portal not created, ' $DIR/made)
	for path in core/{fileio,iblock,pscsi,rd_mcp,user}_ {iscsi,loopback,vhost}/.*/tpgt_1/lun/lun_; do
		grep -qE "^${path//./\\.}" $DIR/tree || grep -qE "^$path" $DIR/tree || { echo "$path" && return 1; }
	done
	[ "$(wc -l <$DIR/tree)" -ge 600 ]
}

@test "what runs is no different from what targetcli saved of it" {
	expect 0 "$LIOSH" diff $DIR/theirs.json
	[ -z "$output$stderr" ] || { echo "$output$stderr" && return 1; }
}

@test "liosh restores what targetcli saved" {
	clear_all
	expect 0 "$LIOSH" --yes restoreconfig $DIR/theirs.json
	[ "$output" = "Configuration restored from $DIR/theirs.json" ]
	# targetcli does not say which disk is meant.
	diff <(grep -v '^why:' <<<"$stderr" | sed 's/.*: //' | sort) - <<-END
		/dev/peer0 may be another disk after a restart
		/dev/peer1 may be another disk after a restart
		/dev/peer2 may be another disk after a restart
		/dev/peer3 may be another disk after a restart
	END
	same_tree $DIR/tree
}

@test "targetctl restores without complaint what liosh exported" {
	expect 0 "$LIOSH" export $DIR/ours.json
	# Both lose them.
	diff <(sed -n "s/, rtpi$//; / rtpi$/d; s/.*left out of targetcli's file: //p" <<<"$stderr") - <<-END
		/loopback/naa.5001405000000001 nexus
		/vhost/naa.5001405000000002/tpg1 nexus
	END
	[ "$(stat -c %a $DIR/ours.json)" = 600 ]
	clear_all
	expect 0 targetctl restore $DIR/ours.json
	[ -z "$output$stderr" ] || { echo "$output$stderr" && return 1; }
	same_tree $DIR/tree
}

@test "what liosh exported of either is the same, but for what targetcli made anew" {
	expect 0 "$LIOSH" export $DIR/again.json
	diff $DIR/ours.json $DIR/again.json
	expect 0 "$LIOSH" diff $DIR/ours.json
	expect 0 "$LIOSH" diff $DIR/theirs.json
}


@test "with the key names of targetcli's manual page the authentication is on" {
	local host=$IQN:host1 target=$IQN:man
	clear_all
	truncate -s 8M $DIR/man.img
	cat >$DIR/man.json <<-END
		{ "fabric_modules": [ { "name": "iscsi", "userid": "finder", "password": "finder-secret" } ],
		  "storage_objects": [ { "name": "man", "plugin": "fileio", "dev": "$DIR/man.img", "size": 8388608 } ],
		  "targets": [ { "wwn": "$target", "fabric": "iscsi", "tpgs": [ { "tag": 1,
		    "luns": [ { "index": 0, "storage_object": "/backstores/fileio/man" } ],
		    "portals": [ { "ip_address": "127.0.0.1", "port": 3260 } ],
		    "node_acls": [ { "node_wwn": "$host", "userid": "host1", "password": "12charsecret",
		      "mapped_luns": [ { "index": 0, "tpg_lun": 0, "write_protect": false } ] } ] } ] } ] }
	END
	expect 0 "$LIOSH" --yes restoreconfig $DIR/man.json
	expect 1 "$INITIATOR" -i "$host" "$target" login
	[[ $stderr == *"login refused: 0201"* ]]
	expect 1 "$INITIATOR" -i "$host" -u host1%12charsecreT "$target" login
	[[ $stderr == *"login refused: 0201"* ]]
	expect 0 "$INITIATOR" -i "$host" -u host1%12charsecret "$target" login
	expect 0 "$INITIATOR" -i "$host" -u host1%12charsecret "$target" check hello
	expect 1 "$INITIATOR" -i "$host" discover
	expect 0 "$INITIATOR" -i "$host" -u finder%finder-secret discover
	[[ $output == *"$target"* ]]
}

@test "an attribute that this kernel does not have is told with its place" {
	sed 's/"size": 8388608/&, "attributes": { "emulate_tpv": 1 }/' $DIR/man.json >$DIR/odd.json
	expect 65 "$LIOSH" --yes restoreconfig $DIR/odd.json
	[[ $stderr == "$DIR/odd.json: storage_objects[0].attributes: "*"'emulate_tpv'"*"did you mean 'emulate_tpu'?"* ]]
}
