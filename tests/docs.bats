# SPDX-License-Identifier: GPL-3.0-or-later
# The manual pages and the README tell what the program has.
load helpers

setup() {
	pages=$TOP/build/${MODE:-release}/man
	all=("$pages"/*.[58])
	cd "$TOP" || return
}

# A page as text without layout, one word per blank.
plain() { sed 's/\\f[BIR]//g; s/\\-/-/g; s/\\e/\\/g; s/\\&//g' "$pages/$1"; }

# Names that rows in these files have.
row_names() { grep -hoE '\.name = "[^"]+"' "$@" | cut -d'"' -f2 | sort -u; }

# Every name must stand in the page as the tag of an entry. (Rows that a macro makes
# have a beginning in common.)
mentioned() { # PAGE NAME...
	local text name missing=()
	text=$(plain "$1")
	for name in "${@:2}"; do
		grep -qE -- "^(/|/backstores/|alua_support_)?$name( |\$)" <<<"$text" || missing+=("$name")
	done
	[ ${#missing[@]} -eq 0 ] && return
	printf 'not in %s: %s\n' "$1" "${missing[*]}"
	return 1
}

@test "no marker is left in a page" {
	run ! grep -E '^@[A-Z-]+@$|@VERSION@' "${all[@]}"
}

@test "every command is in liosh(8)" {
	mapfile -t names < <(grep -hA3 'const struct command [a-z_]* = {' shell/*.c | row_names -)
	[ ${#names[@]} -ge 20 ]
	mentioned liosh.8 "${names[@]}"
}

@test "every backstore and fabric is in liosh(8)" {
	mapfile -t backstores < <(grep -hA3 'const struct backstore [a-z_]* = {' configfs/backstore/*.c | row_names -)
	mapfile -t fabrics < <(grep -hA3 'const struct fabric [a-z_0-9]* = {' configfs/fabric/*.c | row_names -)
	[ ${#backstores[@]} -ge 5 ]
	[ ${#fabrics[@]} -ge 11 ]
	mentioned liosh.8 "${backstores[@]/%/ create}" "${fabrics[@]}"
}

@test "the parameters of create and delete of every object are in liosh(8)" {
	plain liosh.8 >"$BATS_TEST_TMPDIR/text"
	mapfile -t names < <(sed -n '/const struct create_arg .*\[\] = {/,/^};/p' configfs/edit_*.c | row_names -)
	[ ${#names[@]} -ge 8 ]
	for name in "${names[@]}"; do
		grep -q "^$name: [A-Z]" "$BATS_TEST_TMPDIR/text" || { echo "$name" && return 1; }
	done
	grep -qx 'create storage_object \[lun\] \[add_mapped_luns\]' "$BATS_TEST_TMPDIR/text"
	grep -qx 'delete ip_address ip_port' "$BATS_TEST_TMPDIR/text"
	grep -qx '\.SS On: ALUA groups' "$BATS_TEST_TMPDIR/text"
}

@test "every platform of the connect sheet is in liosh(8)" {
	mapfile -t names < <(grep -hA2 'const struct connect_platform [a-z_]* = {' configfs/connect_*.c | row_names -)
	[ ${#names[@]} -ge 3 ]
	plain liosh.8 | sed -n 's/^\.B //p' >"$BATS_TEST_TMPDIR/tags"
	for name in "${names[@]}"; do
		grep -qx "$name" "$BATS_TEST_TMPDIR/tags" || { echo "$name" && return 1; }
	done
}

@test "every value is in liosh.yaml(5)" {
	mapfile -t names < <(awk '/const struct attr [a-z_0-9]*\[/,/^};/' configfs/*.c configfs/*/*.c |
		grep -oE '(^|[^.a-z])(\.name = |\{ *|[A-Z_]+\()"[A-Za-z_0-9]+"' | cut -d'"' -f2 | sort -u)
	[ ${#names[@]} -ge 80 ]
	mentioned liosh.yaml.5 "${names[@]}"
}

@test "every value has its help, and its default where it has one" {
	plain liosh.yaml.5 >"$BATS_TEST_TMPDIR/text"
	run grep -A1 -E '^[A-Za-z_0-9]+ \(.*\)$' "$BATS_TEST_TMPDIR/text"
	[ "$status" -eq 0 ]
	run ! grep -E '^(\.TP|\.SS|\.PP)$|^(Default|Fixed|Not|Only|Left)' <<<"$(
		grep -A1 -E '^[A-Za-z_0-9]+ \(.*\)$' "$BATS_TEST_TMPDIR/text" | grep -vE '^--$| \(.*\)$')"
	grep -q '^Default: 262144\.$' "$BATS_TEST_TMPDIR/text"
}

@test "the pages are clean troff" {
	need groff
	expect 0 groff -man -ww -Tutf8 "${all[@]}"
	[ -z "$stderr" ]
}

@test "the README's two commands stand in it as they are tested" {
	grep -qx '    apt-get update && apt-get install -y make && make try' README.md
	grep -qx '    apt-get update && apt-get install -y make && make check' README.md
	[ "$(grep -n 'make check$' README.md | head -n 1 | cut -d: -f1)" -lt 25 ]
}

@test "every option of liosh --help is in liosh(8)" {
	local option options
	mapfile -t options < <("$LIOSH" --help | grep -oE -- '(^| )--?[a-z]+(-[a-z]+)*' | tr -d ' ' | sort -u)
	[ ${#options[@]} -ge 10 ]
	for option in "${options[@]}"; do
		plain liosh.8 | grep -q -- "^\.BR\? .*$option\( \|$\)" || { echo "$option" && return 1; }
	done
}

@test "the first session of the README does what it says" {
	sed -n '/^## A first session/,/^## /s/^    [^ #]*> //p' README.md >"$BATS_TEST_TMPDIR/lines"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/lines")" -ge 10 ]
	sed -i '/password=-/a a-secret-its-own' "$BATS_TEST_TMPDIR/lines"
	run --separate-stderr "$LIOSH" -f "$BATS_TEST_TMPDIR/new.yaml" <"$BATS_TEST_TMPDIR/lines"
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	[[ $output == *"lun0 fileio/disk0 (rw)"*"Configuration saved"* ]]
	grep -q 'host1: { chap: { userid: host1, password: a-secret-its-own }, luns: { 0: 0 } }' \
		"$BATS_TEST_TMPDIR/new.yaml"
}

@test "files that the README names exist" {
	local name
	for name in configfs/base configfs/backstore configfs/fabric configfs/type.h configfs/types.c \
		configfs/fs.c profiles/examples shell/commands.c tests/vm tests/unit tests/lint \
		tests/install-packages LICENSE; do
		grep -q "${name##*/}" README.md
		[ -e "$name" ] || { echo "missing: $name" && return 1; }
	done
}
