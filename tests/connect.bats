# SPDX-License-Identifier: GPL-3.0-or-later
# The connect sheet of each platform, on a profile: its text, and that what a shell makes
# of its lines are the very names and secrets.
load helpers

GOLDEN=$BATS_TEST_DIRNAME/golden/connect
IQN=iqn.2026-11.org.example

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	install -m 600 "$GOLDEN/targets.yaml" p.yaml
}

on() { "$LIOSH" -f p.yaml "$@"; }

# The sheet that a call writes, as the golden file says, for each of the platforms.
sheets() { # GOLDEN PLATFORMS WORD...
	local platform
	for platform in $2; do
		expect 0 on connect "${@:3}" "for=$platform"
		[ -z "$stderr" ]
		golden "$GOLDEN/$1.$platform" "$output"
	done
}

all='linux windows esxi'

@test "without CHAP: disks, a read-only one, a LUN number that is too large for some" {
	sheets plain "$all" $IQN:plain
}

@test "CHAP: the first initiator, and one that is named" {
	sheets chap "$all" $IQN:chap
	sheets chap-host2 linux $IQN:chap initiator=$IQN:host2
}

@test "mutual CHAP: secrets are masked, and shown when that is asked for" {
	sheets mutual "$all" $IQN:mutual
	sheets mutual-shown "$all" $IQN:mutual --show-secrets
	run ! grep -E 'hopscotch|periwinkle' "$GOLDEN"/mutual.*
	[ "$(grep -lE 'hopscotch.*|periwinkle' "$GOLDEN"/mutual-shown.* | wc -l)" -eq 3 ]
}

@test "any initiator with the CHAP of the TPG, through a portal on all addresses" {
	sheets anybody "$all" $IQN:anybody
	sheets anybody-named linux $IQN:anybody initiator=$IQN:HOST7
}

@test "several portals, IPv6 among them" {
	sheets several "$all" $IQN:several
}

@test "a target that nobody can use yet says so at its top" {
	sheets nothing "$all" $IQN:nothing
}

@test "discovery that has to be proved" {
	on /iscsi set discovery_auth enable=1 userid=finder password=12findersecret
	sheets discovery "$all" $IQN:plain
	on /iscsi set discovery_auth mutual_userid=found mutual_password=12foundsecret
	sheets discovery-mutual "$all" $IQN:mutual show-secrets=true
}

@test "secrets with quotes, blanks and signs" {
	sheets nasty "$all" $IQN:nasty show-secrets=true
}

@test "a secret whose file is not here stays masked" {
	sed 's/password: marzipan-gasket/password: !secret file:none.key/' \
		"$GOLDEN/targets.yaml" >p.yaml
	expect 0 on connect $IQN:chap initiator=$IQN:host2 --show-secrets
	[[ $output == *"******** stands for a secret that is not known here."* ]]
	[[ $output == *"auth.password -v '********'"* ]]
	[[ $output != *"NOT YET"* ]]
}

# Programs that only write down, one word a line, how they were called.
pretend() { # PROGRAM...
	local program
	mkdir -p bin
	for program; do
		printf '#!/bin/sh\nprintf "%%s\\n" "${0##*/}" "$@" >>called\n' >"bin/$program"
		chmod +x "bin/$program"
	done
}

# Runs a sheet as it is, but for the place of one file.
run_sheet() { # PLATFORM
	expect 0 on connect $IQN:nasty "for=$1" --show-secrets
	sed "s| /etc/iscsi/| $PWD/|" <<<"$output" >sheet.sh
	: >called
	PATH=$PWD/bin:$PATH sh sheet.sh >/dev/null 2>&1
}

@test "a shell makes of the lines for Linux the very secrets" {
	pretend iscsiadm systemctl udevadm ls
	run_sheet linux
	grep -Fxq "it's a \"user\"" called
	grep -Fxqe "-\$HOME \`id\` 'x' ’y’ #1" called
	grep -Fxq 't;g' called
	grep -Fxq 'back\slash %s !' called
	grep -Fxq '[fe80::1%INTERFACE]:3260,1' called
	[ "$(cat initiatorname.iscsi)" = "InitiatorName=$IQN:host1" ]
	[ "$(grep -xc iscsiadm called)" -eq 12 ]
	run ! grep -x -- --logout called
}

@test "a shell makes of the lines for ESXi the very secrets" {
	pretend esxcli
	run_sheet esxi
	grep -Fxq -- "--authname=it's a \"user\"" called
	grep -Fxq -- "--secret=-\$HOME \`id\` 'x' ’y’ #1" called
	grep -Fxq -- '--secret=back\slash %s !' called
	run ! grep -x remove called
}

# The sheet as one line, as a reader takes it: these patterns are in it, one after another.
tells() { # GOLDEN PATTERN...
	local text pattern
	text=$(sed 's/^# //' "$GOLDEN/$1" | tr '\n' ' ')
	shift
	for pattern; do
		[[ $text =~ $pattern ]] || { echo "not there, or too early: $pattern" && return 1; }
		text=${text#*"${BASH_REMATCH[0]}"}
	done
}

@test "Windows is told each step that its windows need, in their order" {
	tells mutual.windows 'PowerShell, as administrator' 'iscsicpl\.exe' \
		'Set-Service -Name MSiSCSI -StartupType Automatic' 'Start-Service -Name MSiSCSI' \
		'Configuration > Initiator Name' "Set-InitiatorPort -NewNodeAddress '$IQN:host1'" \
		'Discovery > Discover Portal' \
		"New-IscsiTargetPortal -TargetPortalAddress '192.0.2.10' -TargetPortalPortNumber 3260" \
		'Configuration > CHAP' "Set-IscsiChapSecret -ChapSecret" \
		'Targets > Refresh > Connect > Advanced > Enable CHAP log on, Perform mutual' \
		"Connect-IscsiTarget -NodeAddress '$IQN:mutual'" '-AuthenticationType MUTUALCHAP' \
		"-ChapUsername 'host1'" '-IsPersistent \$true' 'Disk Management' \
		'Get-Disk' 'copy of the registry' 'disks offline' 'CurrentControlSet only' \
		'restart Windows' 'Services\\Disk.*TimeOutValue -Type DWord -Value 600' \
		'MaxRequestHoldTime = 600' 'FirstBurstLength = 262144' 'MaxBurstLength = 1048576' \
		'MaxRecvDataSegmentLength = 262144' "target's parameters are raised as well" \
		'credentials changed: sessions stay as they are'
	tells chap.windows 'Enable CHAP log on\)' '-AuthenticationType ONEWAYCHAP'
	lacks "$GOLDEN/chap.windows" 'Set-IscsiChapSecret\|mutual'
	lacks "$GOLDEN/plain.windows" '[Cc][Hh][Aa][Pp]'
	tells several.windows 'after these two lines restart Windows' \
		'Install-WindowsFeature -Name Multipath-IO' \
		'Enable-MSDSMAutomaticClaim -BusType iSCSI' '-IsMultipathEnabled \$true'
	tells discovery.windows 'Discovery > Discover Portal > Advanced > Enable CHAP log on' \
		"New-IscsiTargetPortal .* -AuthenticationType ONEWAYCHAP -ChapUsername 'finder'" \
		'Targets > Refresh > Connect\)'
	tells nasty.windows 'NOT YET: Windows takes secrets of 12 to 16 bytes only'
	lacks "$GOLDEN/mutual.windows" 'NOT YET'
}

@test "ESXi is told each step, in the order in which it needs them" {
	tells mutual.esxi 'iscsi software set --enabled=true' \
		"iscsi adapter set --adapter=\"\\\$adapter\" --name=$IQN:host1" \
		'Port binding' 'networkportal add' \
		'discovery sendtarget add --adapter="\$adapter" --address=192.0.2.10:3260' \
		'prohibited, discouraged, preferred and required' \
		'auth chap set .* --direction=uni --level=required --authname=host1' \
		'--direction=mutual --level=required' 'datastore' 'core adapter rescan' \
		'iscsi session list' 'storage core path list' 'Timeouts: those of ESXi are right'
	tells anybody.esxi "This machine's name" 'iscsi adapter get'
	lacks "$GOLDEN/chap.esxi" 'direction=mutual'
	lacks "$GOLDEN/plain.esxi" '[Cc][Hh][Aa][Pp]'
	tells discovery.esxi 'discovery sendtarget add' \
		'sendtarget auth chap set .* --direction=uni --level=required --authname=finder' \
		'discovery rediscover' 'target portal auth chap set .* --direction=uni --level=prohibited'
	tells discovery-mutual.esxi '--authname=finder' '--direction=mutual --level=required --authname=found' \
		'discovery rediscover'
	tells several.esxi 'every host has to see a disk under the same LUN number' 'VMW_PSP_RR'
}

@test "every line of a sheet is one that its shell can read" {
	local file
	for file in "$GOLDEN"/*.linux "$GOLDEN"/*.esxi; do
		sh -n "$file"
	done
	run ! grep -vE '^(#.*|(iscsiadm|systemctl|udevadm|ls|cat|multipath|echo) .*|)$' "$GOLDEN"/*.linux
	run ! grep -hvE '^(#.*|esxcli .*|adapter=.*|)$' "$GOLDEN"/*.esxi
	run ! grep -hvE "^(#.*|\(?[A-Z][a-z]+-[A-Z][A-Za-z]+.*|)$" "$GOLDEN"/*.windows
}

@test "the same from every place, by position, by name and as a flag" {
	local wanted
	wanted=$(on connect $IQN:mutual for=esxi show-secrets=true)
	[ "$(on /iscsi connect $IQN:mutual esxi show-secrets=yes)" = "$wanted" ]
	[ "$(on connect --show-secrets target=$IQN:mutual for=esxi)" = "$wanted" ]
	[ "$(on /iscsi/$IQN:mutual connect esxi --show-secrets)" = "$wanted" ]
	[ "$(on /iscsi/$IQN:mutual/tpg1 connect esxi initiator=$IQN:host1 --show-secrets)" = "$wanted" ]
	[ "$(on -c "cd /iscsi/$IQN:mutual; connect --show-secrets for=esxi")" = "$wanted" ]
	cmp p.yaml "$GOLDEN/targets.yaml"
}

@test "a sheet as JSON" {
	need jq
	local wanted
	wanted=$(on connect $IQN:several)
	expect 0 on -j connect $IQN:several
	[ "$(jq -r '.lines[]' <<<"$output")" = "$wanted" ]
	jq -e '.schema_version == 1 and .platform == "linux"' <<<"$output"
}

@test "secrets do not go to a file that others can read" {
	umask 022
	run bash -c '"$0" -f p.yaml connect "$1" --show-secrets >sheet' "$LIOSH" $IQN:mutual
	[ "$status" -eq 77 ]
	[[ $output == *"others could read"*"umask 077"* ]]
	[ ! -s sheet ]
	run bash -c '"$0" -f p.yaml connect "$1" >sheet' "$LIOSH" $IQN:mutual
	[ "$status" -eq 0 ]
	run bash -c 'umask 077; "$0" -f p.yaml connect "$1" --show-secrets >own' "$LIOSH" $IQN:mutual
	[ "$status" -eq 0 ]
	grep -q periwinkle own
}

fails() { # STATUS TEXT WORD...
	expect "$1" on "${@:3}" && [ -z "$output" ] && diff <(printf '%s\n' "$2") <(printf '%s\n' "$stderr")
}

@test "a target, a platform or an initiator that is not there" {
	fails 64 "no such target: $IQN:plan
    connect $IQN:plan
            ^~~~~~~~~~~~~~~~~~~~~~~~~~~~
fix: did you mean '$IQN:plain'?" connect $IQN:plan
	fails 64 "no such target: naa.5001405a1b2c3d4e
    /iscsi connect naa.5001405a1b2c3d4e
                   ^~~~~~~~~~~~~~~~~~~~
fix: 'ls /' shows what is there" /iscsi connect naa.5001405a1b2c3d4e
	fails 65 "no sheet is known for 'linx'
    connect $IQN:plain linx
                                          ^~~~
why: there are sheets for linux, windows, esxi
fix: did you mean 'linux'?" connect $IQN:plain linx
	fails 64 "no initiator '$IQN:host8' may log in to $IQN:plain
    connect $IQN:plain initiator=$IQN:host8
                                          ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
why: it has no ACL in /iscsi/$IQN:plain/tpg1/acls
fix: did you mean '$IQN:host1'?" connect $IQN:plain initiator=$IQN:host8
	expect 64 on -c "/iscsi create $IQN:empty; /iscsi/$IQN:empty delete 1; connect $IQN:empty"
	[[ $stderr == *"/iscsi/$IQN:empty has no TPG"*"fix: '/iscsi/$IQN:empty create 1' makes one"* ]]
}

@test "connect used wrongly" {
	fails 64 "'connect' needs the parameter target
why: the command is: connect target [for] [initiator] [show-secrets]" connect
	fails 64 "one parameter too many
    /iscsi/$IQN:plain connect linux $IQN:host1 true x
                                                                                          ^
why: the command is: connect [for] [initiator] [show-secrets]" \
		/iscsi/$IQN:plain connect linux $IQN:host1 true x
	fails 65 "'maybe' is no value of show-secrets: true or false
    connect $IQN:plain --show-secrets=maybe
                                          ^~~~~~~~~~~~~~~~~~~~" \
		connect $IQN:plain --show-secrets=maybe
	expect 64 on /loopback connect x
	[[ $stderr == "'connect' is not a command of /loopback"* ]]
	expect 65 on connect $IQN:anybody initiator=nobody
	[[ $stderr == *"nobody"* ]]
}
