# SPDX-License-Identifier: GPL-3.0-or-later
# The shell on a profile: commands, words, errors, exit statuses, JSON.
load helpers

GOLDEN=$BATS_TEST_DIRNAME/golden/shell
IQN=iqn.2026-11.org.example:disk0

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	install -m 600 "$GOLDEN/start.yaml" p.yaml
	mkdir home
	export HOME=$PWD/home XDG_CONFIG_HOME=$PWD/home/config XDG_STATE_HOME=$PWD/home/state
	unset NO_COLOR
}

on() { "$LIOSH" -f p.yaml "$@"; }
script() { printf '%s\n' "$@" | "$LIOSH" -f p.yaml; }
unchanged() { diff "$GOLDEN/start.yaml" p.yaml; }

# A command that fails: its status, and all that it says.
fails() { # STATUS TEXT COMMAND...
	expect "$1" "${@:3}" && diff <(printf '%s\n' "$2") <(printf '%s\n' "$stderr") &&
		unchanged
}

@test "a tour of every command leaves a golden profile" {
	run --separate-stderr bash -c '"$0" -f p.yaml <"$1"' "$LIOSH" "$GOLDEN/tour.lsh"
	printf '%s\n' "$stderr"
	[ "$status" -eq 0 ]
	golden "$GOLDEN/tour.out" "$output"
	golden "$GOLDEN/tour.err" "$stderr"
	golden "$GOLDEN/tour.yaml" "$(cat p.yaml)"
	[ "$(stat -c %a p.yaml)" = 600 ]
	! grep -q 'two words' <<<"$output$stderr"
}

@test "the profile that the tour leaves means the same again" {
	install -m 600 "$GOLDEN/tour.yaml" p.yaml
	expect 0 on ls /
	[ "$output" = "$(sed -n '/^o- \/ /h; /^o- \/ /!H; ${x; p}' "$GOLDEN/tour.out")" ]
	diff "$GOLDEN/tour.yaml" p.yaml
}

@test "one command: ls changes nothing, a change is written" {
	expect 0 on ls /
	unchanged
	expect 0 on /backstores/ramdisk create r1 1M
	[ "${lines[0]}" = "Created ramdisk r1 with size 1048576." ]
	grep -A1 'r1:' p.yaml | grep 'size: 1MiB'
}

@test "comments that are lost are told once" {
	expect 0 script '/backstores/ramdisk create r1 1M' '/backstores/ramdisk create r2 1M'
	[ "$stderr" = "note: the comments of p.yaml are not kept" ]
}

@test "a profile that is not there yet is new" {
	expect 0 "$LIOSH" -f new.yaml ls / 1
	[ ! -e new.yaml ]
	expect 0 "$LIOSH" -f new.yaml /backstores/ramdisk create r1 1M
	[ -e new.yaml ]
}

@test "words of the caller's shell are never taken apart again" {
	expect 0 on /backstores/fileio create d3 "/srv/with blank;#'.img" 1M
	expect 0 on /backstores/fileio/d3 info
	[[ $output == *"path: /srv/with blank;#'.img"* ]]
}

@test "-c takes several commands, as they would be typed" {
	expect 0 on -c "cd /iscsi; pwd; status # all"
	[ "$output" = "/iscsi
Status for /iscsi: Targets: 1" ]
}

@test "the first error on standard input stops, nothing is written" {
	expect 64 script '/backstores/ramdisk create r1 1M' 'sett x' \
		'/backstores/ramdisk create r2 1M'
	[ "$output" = "Created ramdisk r1 with size 1048576." ]
	[ "${stderr_lines[-1]}" = "note: p.yaml is left as it was: 1 change is not written" ]
	unchanged
	expect 64 on -c '/backstores/ramdisk create r1 1M; /backstores/ramdisk delete r1; sett'
	[ "${stderr_lines[-1]}" = "note: p.yaml is left as it was: 2 changes are not written" ]
	expect 64 script '/backstores/ramdisk create r1 1M' saveconfig 'sett x'
	[[ $stderr != *"left as it was"* ]]
	grep -q r1: p.yaml
}

@test "an unknown command" {
	fails 64 "stdin:1:1: no such command: sett
    sett attribute x=1
    ^~~~
fix: did you mean 'set'?" script 'sett attribute x=1'
}

@test "a command of another path" {
	fails 64 "'sessions' is not a command of /iscsi
    /iscsi sessions
           ^~~~~~~~
fix: it is a command of /: '/ sessions'" on /iscsi sessions
	fails 64 "'saveconfig' is not a command of /iscsi
    /iscsi saveconfig x.yaml
           ^~~~~~~~~~
why: it is a command of: /, storage object
fix: it is a command of /: '/ saveconfig'" on /iscsi saveconfig x.yaml
	fails 64 "'create' is not a command of /
    help create
         ^~~~~~
why: it is a command of: kind of backstore, ALUA groups, fabric, target, LUNs, ACLs, ACL, portals
fix: go to such an object, or put its path before the command" on help create
	[ ! -e x.yaml ]
}

@test "commands are not abbreviated in scripts" {
	fails 64 "no such command: stat
    stat
    ^~~~
fix: did you mean 'status'?" on stat
	fails 64 "no such command: se
    se
    ^~
fix: did you mean 'service', 'sessions' or 'set'?" on se
}

@test "a name without a slash is no path" {
	fails 64 "no such command: iscsi
    iscsi
    ^~~~~
fix: a path has a slash in it: 'iscsi/'" on iscsi
}

@test "a path that is not there" {
	fails 64 "stdin:2:6: no such path: /iscsi/$IQN/tpg2
      ls /iscsi/$IQN/tpg2
         ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
fix: did you mean 'tpg1'?" script '' "  ls /iscsi/$IQN/tpg2"
	fails 64 "no such path: /iscs
    /iscs ls
    ^~~~~
fix: did you mean 'iscsi'?" on /iscs ls
}

@test "an unknown parameter" {
	fails 64 "unknown parameter 'sizee' of 'create'
    /backstores/fileio create d9 /x/y sizee=5
                                      ^~~~~~~
why: the command is: create name file_or_dev [size] [write_back] [sparse] [wwn] [async] [identity]
fix: did you mean 'size'?" on /backstores/fileio create d9 /x/y sizee=5
}

@test "a parameter too many, one missing, one twice" {
	fails 64 "one parameter too many
    ls / 1 2
           ^
why: the command is: ls [path] [depth]" on ls / 1 2
	fails 64 "'create' needs the parameter size
why: the command is: create name size [nullio] [wwn]" on /backstores/ramdisk create r1
	fails 64 "this parameter is given twice
    /backstores/ramdisk create r1 1M name=r2
                                     ^~~~~~~
why: the command is: create name size [nullio] [wwn]" \
		on /backstores/ramdisk create r1 1M name=r2
}

@test "a value that does not fit" {
	fails 65 "'x' is no value of depth: a number
    ls / depth=x
         ^~~~~~~" on ls / depth=x
	fails 65 "authentication cannot be '2'
    /iscsi/$IQN/tpg1 set attribute authentication=2
                                                            ^~~~~~~~~~~~~~~~
why: authentication takes true or false" on /iscsi/$IQN/tpg1 set attribute authentication=2
}

@test "a parameter of set without a value" {
	fails 64 "'authentication' has no value
    /iscsi/$IQN/tpg1 set attribute authentication
                                                            ^~~~~~~~~~~~~~
fix: write authentication=VALUE" on /iscsi/$IQN/tpg1 set attribute authentication
}

@test "* stands for all children and for nothing else" {
	fails 64 "a * after other letters means nothing: /iscsi/iqn*
    /iscsi/iqn* ls
    ^~~~~~~~~~~
why: * alone stands for all children, there are no other patterns
fix: write '/iscsi/*' for all, or '\\*' if a name ends so" on '/iscsi/iqn*' ls
	expect 0 on '/iscsi/*' status
}

@test "a wrong number or address of delete suggests no other" {
	expect 64 on /iscsi/$IQN/tpg1/portals delete 10.0.0.9 3260
	[[ $stderr == *"fix: 'ls /iscsi/$IQN/tpg1/portals' shows what is there" ]]
	expect 64 on /iscsi/$IQN/tpg1/luns delete 10
	[[ $stderr == *"fix: 'ls /iscsi/$IQN/tpg1/luns' shows what is there" ]]
	unchanged
}

@test "an empty name is no file" {
	fails 64 "the name of the file is empty
    saveconfig ''
               ^~
fix: leave the word out for /etc/liosh/saveconfig.yaml, or name a file" on saveconfig ''
	expect 64 on saveconfig savefile=
	expect 64 on restoreconfig ''
	unchanged
}

@test "a directory or a device is no profile" {
	expect 66 "$LIOSH" -f "$PWD" ls
	expect 66 "$LIOSH" -f /dev/null ls
	expect 66 on restoreconfig "$PWD"
	expect 73 on saveconfig "$PWD"
	unchanged
}

# Runs a command that may not take more than 400 MB, and cannot take all there is.
in_little_room() { # COMMAND...
	python3 - "$@" <<-'END'
		import resource, subprocess, sys
		status = subprocess.run(["timeout", "20"] + sys.argv[1:]).returncode
		used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
		sys.exit(status if used < 400000 else f"{used} kB were used")
	END
}

@test "saveconfig reads no device, and no more of a file than a profile can have" {
	need python3
	# The sanitizers have all addresses for themselves.
	[ "${MODE:-}" != release ] || ulimit -v 4000000
	saves() { expect "$1" in_little_room "$LIOSH" -f p.yaml saveconfig "$2"; }
	saves 73 /dev/zero
	[[ $stderr == "/dev/zero was not saved"*"it is not a regular file"* ]]
	truncate -s 8G huge
	saves 75 huge
	[[ $stderr == *"what it holds cannot be read"* ]]
	[ "$(stat -c %s huge)" = 8589934592 ]
	printf ' # one\nx: [\n\t# two\nno # three\n#four' >broken.yaml
	saves 75 broken.yaml
	[[ $stderr == *"3 lines with comments would go"* ]]
	unchanged
}

@test "a group or parameter that is not there" {
	fails 64 "unknown configuration group 'atribute'
    /iscsi/$IQN/tpg1 get atribute
                                                  ^~~~~~~~
why: /iscsi/$IQN/tpg1 has the groups global, attribute, parameter, auth
fix: did you mean 'attribute'?" on /iscsi/$IQN/tpg1 get atribute
	fails 64 "unknown parameter 'passwrd' of 'set auth'
    /iscsi/$IQN/tpg1 set auth passwrd=***
                                                       ^~~~~~~~~~~
fix: did you mean 'password'?" on /iscsi/$IQN/tpg1 set auth passwrd=hunter2hunter2
}

@test "a quote that is not closed, a control character" {
	fails 64 "stdin:1:4: a quote is not closed
    ls 'y
       ^
fix: close it with ', or write \\' for the character itself" script "ls 'y"
	fails 64 'stdin:1:3: a control character stands outside quotes
    ls\x01 /
      ^
fix: take it out, or quote the word that it is part of' script $'ls\001 /'
	printf 'pwd\nls \\\n /\0a\n' >lines
	fails 64 'stdin:3:3: a NUL byte is no part of a command
why: commands are text
fix: take it out, or give the file of commands if this is another one' \
		bash -c '"$0" -f p.yaml <lines' "$LIOSH"
}

@test "carets stand under wide and escaped text" {
	fails 64 'stdin:1:14: one parameter too many
    pwd; ls ä / 1
                ^
why: the command is: ls [path] [depth]' script 'pwd; ls ä / 1'
}

@test "what an error quotes cannot move the cursor" {
	expect 64 script "ls '/a"$'\033'"[2J'"
	[[ $stderr != *$'\033'* ]]
	[[ $stderr == *'no such path: /a\x1b[2J'* ]]
}

@test "a name that exists" {
	expect 65 on /backstores/fileio create disk0 /srv/x.img 1M
	[[ $stderr == *disk0* ]]
	unchanged
}

@test "no such file" {
	expect 66 on restoreconfig nowhere.yaml
	[[ $stderr == *nowhere.yaml* ]]
}

@test "clearconfig wants to be told" {
	fails 77 "clearconfig removes every target and backstore
fix: say 'clearconfig confirm=true' if that is what you want" on clearconfig
	expect 65 on clearconfig confirm=perhaps
	unchanged
	expect 0 on clearconfig confirm=true
	[ "$output" = "All configuration cleared" ]
	expect 0 on ls /iscsi
	[[ $output == *"[Targets: 0]" ]]
}

@test "restoreconfig: boolean words are booleans" {
	install -m 600 "$GOLDEN/tour.yaml" tour.yaml
	expect 65 on restoreconfig tour.yaml clear_existing=maybe
	unchanged
	expect 0 on restoreconfig tour.yaml clear_existing=false
	expect 0 on ls /loopback
	[[ $output == *"[Targets: 1]"* ]]
	expect 0 on restoreconfig tour.yaml clear_existing=true
	expect 0 on ls /loopback
	[[ $output == *"[Targets: 0]"* ]]
}

@test "saveconfig writes another file, or one storage object" {
	expect 0 on saveconfig copy.yaml
	[ "$output" = "Configuration saved to copy.yaml" ]
	expect 0 on /backstores/block/db saveconfig one.yaml
	grep -q 'db:' one.yaml
	run ! grep -q disk0 one.yaml
	expect 0 on saveconfig all.yaml --all
	[ "$(wc -c <all.yaml)" -gt "$(wc -c <copy.yaml)" ]
}

@test "options" {
	expect 0 "$LIOSH" --version
	[[ $output == "liosh "* ]]
	expect 0 "$LIOSH" --help
	[[ $output == "usage: liosh "* ]]
	fails 64 "unknown option '--yess'
fix: did you mean '--yes'?" "$LIOSH" --yess
	fails 64 "-f needs a value: PROFILE" "$LIOSH" -f
	fails 64 "--color cannot be 'blue'
why: it is auto, always or never" "$LIOSH" --color=blue
	fails 64 "-c and a command cannot stand together" on -c pwd pwd
}

@test "the group of set can be named, and stands anywhere then" {
	expect 0 on /iscsi set group=discovery_auth userid=finder password=twelve-chars1
	expect 0 on /iscsi get group=discovery_auth
	[[ $output == *userid=finder* ]]
	expect 0 on /iscsi set userid=seeker group=discovery_auth
	[ "$output" = "Parameter userid is now 'seeker'." ]
	expect 0 on /iscsi set userid=seeker2 discovery_auth
	[ "$output" = "Parameter userid is now 'seeker2'." ]
	expect 64 on /iscsi set discovery_auth group=discovery_auth userid=x
	[[ $stderr == *"this parameter is given twice"* ]]
	expect 0 on /iscsi set userid=other
	[[ $output == *"AVAILABLE CONFIGURATION GROUPS"* ]]
	expect 0 on /iscsi get discovery_auth userid
	[ "$output" = userid=seeker2 ]
}

@test "options of one letter can be joined" {
	expect 0 "$LIOSH" -fp.yaml pwd
	[ "$output" = / ]
	expect 0 "$LIOSH" -jf p.yaml pwd
	[[ $output == '{'*'"path":"/"'* ]]
	expect 0 "$LIOSH" -yjfp.yaml pwd
	[[ $output == '{'*'"path":"/"'* ]]
	expect 0 "$LIOSH" -fp.yaml -cpwd
	[ "$output" = / ]
	fails 64 "unknown option '-x'
why: '-jxf' is read as letters, each an option
fix: 'liosh --help' lists the options" "$LIOSH" -jxf p.yaml
	fails 64 "unknown option '-x'
fix: 'liosh --help' lists the options" "$LIOSH" -x
	fails 64 "-f needs a value: PROFILE" "$LIOSH" -jf
	fails 64 "-j takes no value" "$LIOSH" -j=1
}

@test "a profile that cannot be written is told before anything is said to be done" {
	fails 73 "none/p.yaml was not saved: cannot open its directory: No such file or directory
why: what was saved before is untouched" \
		"$LIOSH" -f none/p.yaml /backstores/ramdisk create r1 1M
	[ -z "$output" ]
	expect 0 "$LIOSH" -f none/p.yaml pwd
}

@test "each warning is given once, and an edit is told of what it brought" {
	cat >>p.yaml <<-END
		srpt:
		  ib.fe80000000000000000000000000beef:
		    attributes: { brand_new: 1 }
	END
	local tpg=/iscsi/$IQN/tpg1
	expect 0 on pwd
	[ "$(grep -c ^warning: <<<"$stderr")" -eq 1 ]
	[[ $stderr == *"liosh does not know 'brand_new'"* ]]
	# Half a pair breaks a rule of profiles: told of the edit, not again of the save.
	expect 0 on "$tpg" set auth password=short
	[ "$(grep -c ^warning: <<<"$stderr")" -eq 2 ]
	[ "$(grep -c "has a password without a userid" <<<"$stderr")" -eq 1 ]
	[ "$(grep -c "is short" <<<"$stderr")" -eq 1 ]
	expect 0 on /backstores/ramdisk create r1 1M
	[ -z "$stderr" ]
	expect 0 script '/backstores/ramdisk create r2 1M' 'saveconfig copy.yaml' saveconfig
	[ -z "$stderr" ]
	# Who only saves is told what will not be taken back.
	expect 0 on saveconfig copy.yaml
	[ "$(grep -c "has a password without a userid" <<<"$stderr")" -eq 1 ]
}

@test "colours only where they are wanted" {
	expect 0 on ls /
	[[ $output != *$'\033'* ]]
	expect 0 on --color=always ls /iscsi
	local dots
	dots=$(printf '%0110d' 0 | tr 0 .)
	local name=$'\033[4m\033[1m\033[34miscsi\033[0m' bold=$'\033[1m' plain=$'\033[0m'
	[ "${lines[0]}" = "o- $name "$'\033[34m'"$dots$plain$bold [${plain}Targets: 1$bold]$plain" ]
	NO_COLOR=1 expect 0 on --color=auto ls /
	[[ $output != *$'\033'* ]]
}

@test "JSON" {
	need jq
	expect 0 on -j ls / 2
	jq -e '.schema_version == 1 and .tree.children[1].name == "iscsi"
	       and .tree.children[1].children[0].summary == "TPGs: 1"
	       and (.tree.children[1].children[0] | has("children") | not)' <<<"$output"
	expect 0 on -j /iscsi/$IQN/tpg1 get attribute authentication default_cmdsn_depth
	jq -e '.parameters.authentication == {"value": true, "writable": true}
	       and .parameters.default_cmdsn_depth.value == 64
	       and (.parameters | length == 2)' <<<"$output"
	expect 0 on -j /iscsi/$IQN/tpg1/acls/iqn.2026-11.org.example:host1 info
	jq -e '.userid == "host1" and .password == {"value": null, "set": true}' <<<"$output"
	expect 0 on -j /iscsi/$IQN/tpg1/acls/iqn.2026-11.org.example:host1 get auth
	jq -e '.parameters.password == {"value": null, "set": true, "writable": true}
	       and .parameters.mutual_password.set == false' <<<"$output"
	expect 0 on -j status
	jq -e '.path == "/" and .schema_version == 1' <<<"$output"
	expect 0 on -j sessions
	jq -e '.sessions == []' <<<"$output"
	expect 0 on -j get global color_mode prompt_length
	jq -e '.parameters.color_mode.value == true
	       and .parameters.prompt_length.value == 30' <<<"$output"
	expect 0 on -j /iscsi set global
	jq -e '.schema_version == 1 and .parameters.color_mode.kind == "bool"' <<<"$output"
	expect 0 on -j /iscsi pwd
	jq -e '. == {"path": "/iscsi", "schema_version": 1}' <<<"$output"
	expect 0 on -j bookmarks show
	jq -e '. == {"bookmarks": {}, "schema_version": 1}' <<<"$output"
	expect 0 on -j help
	jq -e '.path == "/" and (.commands | map(.name) | index("saveconfig"))' <<<"$output"
	expect 0 on -j /iscsi help create
	jq -e '.usage == "create [wwn]" and .parameters[0].name == "wwn"
	       and .schema_version == 1' <<<"$output"
	expect 0 on -j '/backstores/*' status
	jq -es 'length == 1 and .[0].schema_version == 1
	       and (.[0].results | map(.path) | index("/backstores/fileio"))' <<<"$output"
	expect 0 on -j version
	jq -e '.version' <<<"$output"
	expect 0 on -j /backstores/ramdisk create r1 1M
	[ -z "$output" ]
}

@test "secrets are never shown" {
	expect 0 script "/iscsi/$IQN/tpg1/acls/iqn.2026-11.org.example:host1 get auth" \
		"/iscsi/$IQN/tpg1/acls/iqn.2026-11.org.example:host1 info" 'ls /'
	[[ $output != *hopscotch* ]]
	[[ $output == *"password=(secret)"* ]]
}

@test "a secret from standard input or a file" {
	printf 'from-a-file-1\n' >key
	acl=/iscsi/$IQN/tpg1/acls/iqn.2026-11.org.example:host1
	chmod 644 key
	expect 65 on "$acl" set auth "password=@$PWD/key"
	[[ $stderr == *"others can read it"*"chmod 600"* ]]
	chmod 600 key
	expect 0 on "$acl" set auth "password=@$PWD/key"
	grep -q 'password: from-a-file-1' p.yaml
	run --separate-stderr bash -c 'printf "%s\n" from-stdin-12 | "$0" -f p.yaml "$1" set auth password=-' \
		"$LIOSH" "$acl"
	[ "$status" -eq 0 ]
	grep -q 'password: from-stdin-12' p.yaml
}

@test "of two that change one profile at once, no one's change is lost unseen" {
	for i in {1..6}; do
		"$LIOSH" -f p.yaml /backstores/ramdisk create "at-once-$i" 1M \
			>/dev/null 2>"err.$i" 3>&- && echo "$i" >>saved || echo $? >>failed &
	done
	wait
	[ -s saved ]
	[ "$(grep -c at-once- p.yaml)" -eq "$(wc -l <saved)" ]
	[ -z "$(grep -vx 75 failed)" ]
	script '/backstores/ramdisk create first 1M' "saveconfig" \
		'/backstores/ramdisk create second 1M'
	grep -q second p.yaml
}

@test "no core file holds a secret" {
	mkfifo lines
	"$LIOSH" -f p.yaml <lines 3>&- &
	pid=$!
	exec 9>lines
	for _ in {1..50}; do
		limit=$(grep -E 'core file size +0 +0 ' "/proc/$pid/limits") && break
		sleep 0.1
	done
	exec 9>&-
	wait "$pid"
	[ -n "$limit" ]
}

@test "preferences of a script end with it, bookmarks stay" {
	expect 0 script 'set global tree_max_depth=1' 'ls' '/iscsi bookmarks add i'
	[ "${#lines[@]}" -eq 8 ]
	[ "${lines[0]}" = "Parameter tree_max_depth is now '1', for this run only." ]
	expect 0 on get global tree_max_depth
	[ "$output" = "tree_max_depth=0" ]
	expect 0 on @i pwd
	[ "$output" = "/iscsi" ]
	[ "$(stat -c %a home/config/liosh/preferences.yaml)" = 600 ]
}

@test "without LIO and without -f" {
	[ ! -d /sys/kernel/config/target ] || skip "this machine has LIO"
	expect 69 "$LIOSH" ls
	[[ $stderr == *"liosh -f"* && $stderr == *"make try"* ]]
	expect 0 "$LIOSH" help
	[[ $output == *"COMMANDS OF /"*saveconfig* ]]
	expect 0 "$LIOSH" help saveconfig
	expect 0 "$LIOSH" -c '/iscsi help create; version'
	[[ $output == *wwn*"liosh version "* ]]
	expect 64 "$LIOSH" sett
	[[ $stderr == "no such command: sett"* ]]
	expect 69 "$LIOSH" /iscsi/$IQN sett
	expect 69 "$LIOSH" /iscsi/$IQN help
}

@test "a full disk is an error, and nothing is written" {
	[ -e /dev/full ] || skip "no /dev/full"
	run bash -c '"$0" -f p.yaml ls / >/dev/full' "$LIOSH"
	[ "$status" -eq 74 ]
	[ "$output" = "cannot write the output: No space left on device" ]
	run bash -c '"$0" -f p.yaml -c "ls /; /backstores/ramdisk create full 1M" >/dev/full' "$LIOSH"
	[ "$status" -eq 74 ]
	[ "$output" = "cannot write the output: No space left on device
note: p.yaml is left as it was: 1 change is not written" ]
	unchanged
}

@test "a closed output is an error, and nothing is written" {
	run bash -c '"$0" -f p.yaml /backstores/ramdisk create r 1M >&-' "$LIOSH"
	[ "$status" -eq 74 ]
	[ "$output" = "cannot write the output: Bad file descriptor
note: p.yaml is left as it was: 1 change is not written" ]
	unchanged
	run bash -c '"$0" --version >&-' "$LIOSH"
	[ "$status" -eq 74 ]
}

# Lines to a session that has p.yaml open, the last one once somebody else wrote there.
after_theirs() { # STATUS LINE...
	local last=${*: -1} lines=("${@:2:$#-2}")
	rm -f in ready.yaml
	mkfifo in
	exec 5<>in
	behind bash -c 'exec "$0" -f p.yaml <in >out 2>err' "$LIOSH"
	local session=$!
	printf '%s\n' "${lines[@]}" 'saveconfig ready.yaml' >&5
	within 20 [ -e ready.yaml ]
	echo '# THEIRS' >>p.yaml
	printf '%s\n' "$last" >&5
	exec 5>&-
	wait "$session" && status=0 || status=$?
	[ "$status" -eq "$1" ] || { echo "$status instead of $1" && cat err && return 1; }
}

@test "the file that is open is saved by any name, and never over what others wrote" {
	local name create='/backstores/ramdisk create r1 1M'
	ln -s p.yaml link.yaml
	for name in '' p.yaml ./p.yaml "$PWD/p.yaml" link.yaml all=true 'p.yaml all=true'; do
		install -m 600 "$GOLDEN/start.yaml" p.yaml
		after_theirs 75 "$create" "saveconfig $name"
		grep -q 'p.yaml was not saved: it is not the file that was read' err
		diff p.yaml <(cat "$GOLDEN/start.yaml" && echo '# THEIRS')
		# It is told to, and keeps what was there.
		after_theirs 0 "$create" "saveconfig $name force=true"
		grep -qE '^ +r1:' p.yaml
		grep -qx '# THEIRS' p.yaml.prev
		# Saved is saved: nothing is lost by reading it again, nor does it seem foreign.
		install -m 600 "$GOLDEN/start.yaml" p.yaml
		expect 0 script "$create" "saveconfig $name" refresh '/backstores/ramdisk create r2 1M' \
			"saveconfig $name" '/backstores/ramdisk create r3 1M' saveconfig
		[ "$(grep -cE '^ +r[123]:' p.yaml)" = 3 ]
		[ -L link.yaml ]
	done
	install -m 600 "$GOLDEN/start.yaml" p.yaml
	after_theirs 75 "$create" '/backstores/ramdisk/r1 saveconfig p.yaml'
	tail -n 1 p.yaml | grep -qx '# THEIRS'
	expect 0 script "$create" '/backstores/ramdisk/r1 saveconfig' '/backstores/ramdisk create r2 1M'
	# Of another name it is another file.
	ln p.yaml hard.yaml
	expect 0 script '/backstores/ramdisk create r3 1M' 'saveconfig hard.yaml' '/backstores/ramdisk delete r3'
	grep -qE '^ +r3:' hard.yaml
	run ! grep -qE '^ +r3:' p.yaml
}

@test "the file of targetcli that is open is exported to, and not over what others wrote" {
	install -m 600 "$BATS_TEST_DIRNAME"/golden/*/empty-lists.json p.yaml
	expect 0 script '/backstores/ramdisk create r1 1M' 'export p.yaml' '/backstores/ramdisk create r2 1M' 'export p.yaml'
	grep -q '"name": "r2"' p.yaml
	after_theirs 75 '/backstores/ramdisk create r3 1M' 'export p.yaml'
	tail -n 1 p.yaml | grep -qx '# THEIRS'
}

@test "refresh reads the file again, never over unsaved changes" {
	expect 77 script '/backstores/ramdisk create r1 1M' refresh
	[[ $stderr == *"stdin:2:1: refresh would lose 1 unsaved change
    refresh
    ^~~~~~~
fix: 'saveconfig OTHER.yaml' keeps them in another file; 'refresh yes=true' gives them up"* ]]
	unchanged
	expect 0 script '/backstores/ramdisk create r1 1M' 'refresh yes=true' 'ls /backstores/ramdisk'
	[[ $output != *"o- r1"* ]]
	unchanged
}

@test "/global has settings of its own, set in it, saved, and not in the tree of ls" {
	expect 0 "$LIOSH" -f p.yaml ls /
	printf '%s\n' "$output" >before
	expect 0 "$LIOSH" -f p.yaml /global set setting iqn_base=iqn.2026-11.ORG.example
	grep -qx 'global: { iqn_base: iqn.2026-11.org.example }' p.yaml
	expect 0 "$LIOSH" -f p.yaml /global get setting iqn_base
	[ "$output" = "iqn_base=iqn.2026-11.org.example" ]
	# `global` there is what it is everywhere: preferences.
	expect 0 "$LIOSH" -f p.yaml /global get global tree_max_depth
	[ "$output" = "tree_max_depth=0" ]
	expect 0 "$LIOSH" -f p.yaml ls /
	diff before <(printf '%s\n' "$output")
	expect 65 "$LIOSH" -f p.yaml /global set setting iqn_base=example.org
	[[ $stderr == *"'example.org' is no base of a name"*"does not begin with iqn."* ]]
	cp p.yaml same.yaml
	expect 0 "$LIOSH" -f p.yaml saveconfig
	cmp p.yaml same.yaml
}

@test "a profile that does not name /global leaves it, and one that replaces all does not" {
	printf 'liosh: 1\nglobal: { iqn_base: iqn.2026-11.org.example }\n' >one.yaml
	printf 'liosh: 1\nbackstores: { ramdisk: { d: { size: 1MiB } } }\n' >two.yaml
	printf 'liosh: 1\nglobal: {}\n' >none.yaml
	has_base() { [ "$(grep -c iqn_base p.yaml)" = "$1" ]; }
	expect 0 "$LIOSH" -f p.yaml restoreconfig one.yaml
	expect 0 "$LIOSH" -f p.yaml restoreconfig two.yaml
	has_base 1
	expect 0 "$LIOSH" -f p.yaml clearconfig confirm=true
	has_base 1
	expect 1 "$LIOSH" -f p.yaml diff two.yaml
	[[ $output == *"~ /global: iqn_base iqn.2026-11.org.example → (unset)"* ]]
	expect 0 "$LIOSH" -f p.yaml restoreconfig none.yaml
	has_base 0
	expect 0 "$LIOSH" -f p.yaml restoreconfig one.yaml
	expect 0 "$LIOSH" -f p.yaml --yes restoreconfig two.yaml clear_existing=true
	has_base 0
	# Of one backstore nothing else comes along.
	printf 'liosh: 1\nglobal: { iqn_base: iqn.2026-11.org.example }\n' | cat - <(tail -n 1 two.yaml) >both.yaml
	expect 0 "$LIOSH" -f p.yaml restoreconfig both.yaml storage_object=ramdisk/d
	has_base 0
}
