# SPDX-License-Identifier: GPL-3.0-or-later
# diff, apply and --check on profiles: what is shown, what is done, what is left alone.
load helpers

IQN=iqn.2026-11.org.example

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	write a.yaml <<-END
		liosh: 1
		backstores:
		  ramdisk:
		    d0: { size: 1MiB }
		    d1: { size: 2MiB }
		iscsi:
		  $IQN:one:
		    tpg1:
		      portals: { "0.0.0.0:3260": {} }
		      luns: { 0: ramdisk/d0 }
		      acls:
		        $IQN:host1:
		          chap: { userid: host1, password: old-secret-00 }
		          luns: { 0: 0 }
		  $IQN:two: { tpg1: {} }
	END
	write b.yaml <<-END
		liosh: 1
		backstores:
		  ramdisk:
		    d0: { size: 1MiB }
		    d1: { size: 4MiB }
		iscsi:
		  $IQN:one:
		    tpg1:
		      parameters: { MaxBurstLength: 1048576 }
		      portals: { "0.0.0.0:3260": {} }
		      luns: { 0: ramdisk/d0, 1: ramdisk/d1 }
		      acls:
		        $IQN:host1:
		          chap: { userid: host1, password: new-secret-00 }
		          luns: { 0: { lun: 0, write_protect: true } }
	END
}

write() { install -m 600 /dev/stdin "$1"; }
on() { "$LIOSH" -f a.yaml "$@"; }

a_to_b() {
	cat <<-END
		-/+ /backstores/ramdisk/d1: size 2097152 → 4194304
		  - /iscsi/$IQN:two
		  - /iscsi/$IQN:two/tpg1
		  ~ /iscsi/$IQN:one/tpg1: MaxBurstLength 262144 → 1048576
		  ~ /iscsi/$IQN:one/tpg1/acls/$IQN:host1: password (secret changed)
		  ~ /iscsi/$IQN:one/tpg1/acls/$IQN:host1/mapped_lun0: write_protect 0 → 1
		  + /iscsi/$IQN:one/tpg1/luns/lun1
	END
}

@test "diff shows what apply would do, and does nothing" {
	cp a.yaml before
	expect 1 on diff b.yaml
	diff <(a_to_b) <(printf '%s\n' "$output")
	cmp a.yaml before
	expect 1 on apply b.yaml check=true
	diff <(a_to_b) <(printf '%s\n' "$output")
	cmp a.yaml before
}

@test "after apply there is no difference, and what was not named is gone" {
	expect 0 on apply b.yaml
	[ "$output" = "Configuration is now that of b.yaml" ]
	expect 0 on diff b.yaml
	[ -z "$output$stderr" ]
	expect 64 on "/iscsi/$IQN:two" ls
	grep -q new-secret-00 a.yaml
}

@test "without a file diff compares with what is saved" {
	expect 0 on diff
	run --separate-stderr "$LIOSH" -f a.yaml -c "/backstores/ramdisk create d2 1M; cd /; diff; delete nothing"
	[[ $output == *"  - /backstores/ramdisk/d2"* ]]
}

# Disk d1 with its own word on writing, d0 without; LUN 0 leads to one of them.
protect() { # FILE DISK D1 MAPPED-LUN
	write "$1" <<-END
		liosh: 1
		backstores:
		  ramdisk:
		    d0: { size: 1MiB }
		    d1: { size: 1MiB$3 }
		iscsi:
		  $IQN:one:
		    tpg1:
		      luns: { 0: ramdisk/$2 }
		      acls:
		        $IQN:host1: { luns: { 0: $4 } }
	END
}

# The mapped LUN is the same in both, and was right for the disk that was there.
@test "a LUN moves to a disk that is protected while its mappings write: that is told" {
	protect a.yaml d0 ", write_protect: true" "{ lun: 0, write_protect: false }"
	protect b.yaml d1 ", write_protect: true" "{ lun: 0, write_protect: false }"
	expect 0 on apply b.yaml
	[[ $stderr == "warning: b.yaml:11:78: "*"mapped_lun0 can be written, although /backstores/ramdisk/d1 is write-protected"* ]]
	expect 0 on diff b.yaml
}

@test "a mapping that says nothing follows the disk, what it says is saved" {
	protect a.yaml d1 ", write_protect: true" 0
	expect 0 on ls
	[[ $output == *"[lun0 ramdisk/d1 (ro)]"* ]]
	protect a.yaml d1 ", write_protect: true" "{ lun: 0, write_protect: true }"
	expect 0 on saveconfig c.yaml
	grep -q 'luns: { 0: { lun: 0, write_protect: true } }' c.yaml
	expect 0 on diff c.yaml
}

@test "a protection that a profile does not name goes away, and that is shown" {
	protect a.yaml d1 ", write_protect: true" "{ lun: 0, write_protect: true }"
	protect b.yaml d1 "" 0
	expect 1 on diff b.yaml
	[ "$output" = "  ~ /backstores/ramdisk/d1: write_protect 1 → 0
  ~ /iscsi/$IQN:one/tpg1/acls/$IQN:host1/mapped_lun0: write_protect 1 → 0" ]
	expect 0 on apply b.yaml
	expect 0 on diff b.yaml
}

@test "taking the protection from a disk opens no mapping by itself" {
	protect a.yaml d1 ", write_protect: true" 0
	expect 0 on /backstores/ramdisk/d1 set attribute write_protect=false
	grep -q '{ lun: 0, write_protect: true }' a.yaml
}

@test "every shipped example is no different from itself" {
	local example
	for example in "$TOP"/profiles/examples/*.yaml; do
		install -m 600 "$example" own.yaml
		expect 0 "$LIOSH" -f own.yaml diff
		[ -z "$output" ]
	done
}

@test "diff as JSON" {
	expect 1 on -j diff b.yaml
	jq -e '.schema_version == 1 and (.changes | length) == 7' <<<"$output"
	[ "$(jq -r '.changes[0] | "\(.action) \(.path) \(.detail)"' <<<"$output")" = \
		"replace /backstores/ramdisk/d1 size 2097152 → 4194304" ]
	[[ $output != *secret-00* ]]
}

@test "no secret in a diff" {
	expect 1 on diff b.yaml
	[[ $output$stderr != *secret-00* ]]
}

# Each command that changes something, and what it shows.
checked() { # WANTED WORD...
	local wanted=$1
	shift
	cp a.yaml before
	expect 1 "$LIOSH" --check -f a.yaml "$@"
	diff <(printf '%s\n' "$wanted") <(printf '%s\n' "$output")
	[ -z "$stderr" ]
	expect 1 "$LIOSH" -f a.yaml "$@" check=true
	cmp a.yaml before
}

@test "check: nothing is done, and what would be done is shown" {
	local tpg=/iscsi/$IQN:one/tpg1
	checked "  + /backstores/ramdisk/new" /backstores/ramdisk create new 1M
	checked "  - /backstores/ramdisk/d1" /backstores/ramdisk delete d1
	checked "  ~ $tpg: enable 1 → 0" $tpg disable
	checked "  ~ $tpg: login_timeout 15 → 20" $tpg set attribute login_timeout=20
	checked "  ~ $tpg/acls/$IQN:host1: tag (unset) → all" $tpg/acls tag $IQN:host1 all
	checked "$(a_to_b | grep -v two)" --yes restoreconfig b.yaml
	expect 1 on --check clearconfig confirm=true
	[ "${#lines[@]}" -eq 10 ]
	[ "$(grep -c '^  - ' <<<"$output")" -eq 10 ]
}

@test "check: nothing to do is exit status 0" {
	expect 0 on --check "/iscsi/$IQN:one/tpg1" enable
	[ -z "$output" ]
}

@test "check of a save says whether the file would change" {
	expect 0 on saveconfig b2.yaml
	expect 0 "$LIOSH" -f b2.yaml --check saveconfig
	[ -z "$output" ]
	expect 0 "$LIOSH" -f b2.yaml /backstores/ramdisk create d9 1M
	expect 1 on --check saveconfig b2.yaml
	[ "$output" = "  ~ b2.yaml" ]
	expect 1 on --check saveconfig new.yaml
	[ ! -e new.yaml ]
}

@test "check: an error is the error that the command would give" {
	expect 65 on --check /backstores/ramdisk create d0 1M
	expect 64 on --check /backstores/ramdisk create
	expect 65 on ls check=maybe
}

@test "check: what changes no configuration refuses it" {
	expect 64 on --check bookmarks add here
	[[ $stderr == "'bookmarks' cannot be checked"* ]]
	expect 64 on --check set global auto_cd_after_create=true
}

@test "the writes of a profile's diff are refused: there is no kernel" {
	expect 64 on diff b.yaml --writes
	[[ $stderr == *"give the command without -f"* ]]
}

@test "a file that is not there" {
	expect 66 on diff none.yaml
	expect 66 on apply none.yaml
	expect 64 on apply
}
