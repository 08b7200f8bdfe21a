# SPDX-License-Identifier: GPL-3.0-or-later
# Every field of the wizard by the table tests/fields/rows: its default, its bounds and one
# past them, and what it changes; by answers, by questions, and on the screen.

load helpers
load tui
load pages
load fields

setup() {
	need unshare
	unshare -u true 2>/dev/null || skip "namespaces of host names are missing"
	cd "$BATS_TEST_TMPDIR" || return
	mkdir -p "$HOME"
	"$UNIT/test_questions" list >list
}

# --- by answers ---

wizard() { # PROFILE ANSWERS
	on_box "$1" "$LIOSH" --yes -f "$1" wizard "answers=$2"
}

made() { # PROFILE ANSWERS
	wizard "$@" >told 2>&1 || { cat "$2" told >&2 && return 1; }
}

# All that an answer changes.
changes() { # NUMBER
	local also
	mapfile -t also < <(printf '%s' "${alsos[$1]}")
	compose given "${nots[$1]}" "$key: $(long "${texts[$1]}")" "${also[@]}"
	made given.yaml given || return
	diff <("$FIELDS/flat" usual.yaml) <("$FIELDS/flat" given.yaml) |
		sed -n 's/^</-/p; s/^>/+/p' | shorten
}

usual_is_made() { made usual.yaml usual; }

@test "what each answer that is right changes, and nothing else" {
	golden "$FIELDS/rows" "$(each_row write_row)"
}

# What is said of those that are wrong; no profile is written, or the old one stays.
refuse_by_answers() {
	local number answer
	for number in "${!verbs[@]}"; do
		[ "${verbs[number]}" = refuses ] || continue
		answer=${texts[number]%% => *}
		compose given '' "$key: $(long "$answer")"
		run --separate-stderr wizard bad.yaml given
		[ "$status" -eq 65 ] || { echo "$key: $answer: status $status" && return 1; }
		has "$stderr" "${texts[number]#* => }"
		has "$stderr" "$key: "
		if [ -e "$FIELDS/$place.yaml" ]; then cmp bad.yaml "$FIELDS/$place.yaml"; else [ ! -e bad.yaml ]; fi
	done
}

@test "one past each bound is refused, by its key" {
	each_row refuse_by_answers
}

# --- by questions ---

ask() { # PROFILE ANSWERS
	on_box "$1" "$FIELDS/ask" "$2" list "$LIOSH" -f "$1" wizard --plain
}

# Its default stands in brackets, its help is the row's, and the answers make the same.
by_questions() {
	local number also
	compose usual ''
	sed "/^$key: /d" usual >defaults
	run --separate-stderr ask plain.yaml defaults
	grep -q "^$key"$'\t'"$drawn"$'\t' <<<"$output" ||
		{ printf '%s is not [%s]:\n%s\n' "$key" "$drawn" "$output" && return 1; }
	cut -f 1,3 <<<"$output" >>asked
	for number in "${!verbs[@]}"; do
		if [ "${verbs[number]}" = refuses ]; then
			compose given '' "$key: $(long "${texts[number]%% => *}")"
			expect 65 ask plain.yaml given
			has "$stderr" "${texts[number]#* => }"
			continue
		fi
		mapfile -t also < <(printf '%s' "${alsos[number]}")
		compose given "${nots[number]}" "$key: $(long "${texts[number]}")" "${also[@]}"
		expect 0 ask plain.yaml given
		made given.yaml given
		cmp plain.yaml given.yaml
	done
}

@test "the same by questions, each with its default and its help" {
	each_row by_questions
	diff <(sort -u asked) <(cut -f 1,5 list | sort)
}

@test "each field has a row, with a bound and one past it" {
	local verb
	each_key() { printf '%s\n' "${verbs[@]}" | sort -u | sed "s/^/$key /"; }
	each_row each_key | sort -u >rows
	for verb in takes refuses; do
		diff <(sed -n "s/ $verb\$//p" rows | sort) <(cut -f 1 list | sort)
	done
	# As many as are drawn.
	[ "$(wc -l <list)" -ge 32 ]
}

# --- on the screen ---

# By key: on which page, with which label, how it is answered, which of all it is.
read_list() {
	local name title label kind number=0
	while IFS=$'\t' read -r name title label kind _; do
		page_of[$name]=$title label_of[$name]=$label kind_of[$name]=$kind
		place_of[$name]=$((number += 1))
	done <list
}

visit() { # TITLE
	local titles=(Target Extent Portal Access Review) at=-1 number end=$((SECONDS + PATIENCE))
	until [ "$at" = "$1" ]; do
		((SECONDS < end)) || { echo "$key: no way to $1" && screen && return 1; }
		at=$(screen | sed -n 's/.*\[\([A-Z][a-z]*\)\].*/\1/p' | head -n 1)
		[ "$at" != "$1" ] || break
		number=" ${titles[*]} "
		[[ " ${number#* "$1" }" == *" $at "* ]] && press PPage || press NPage
		within 5 moved "$at" || :
	done
}
moved() { ! screen | grep -qF "[$1]"; }

# What stands beside a label, and below that, without the places where lines end.
value_of() { screen | sed -n "s/^  $1  *//p"; }
note_of() {
	screen | awk -v label="^  $1( |\$)" '
		/^  [^ ]/ { on = $0 ~ label; next }
		on && /^                      / { sub(/^ +/, ""); printf "%s", $0 }'
}

bring() { # KEY
	local label
	label=${label_of[$1]}
	visit "${page_of[$1]}"
	screen | grep -q "^  $label" || { to '\[+\] Advanced' && press Enter && shows '[-] Advanced'; }
	to "$label"
}

# What stands there, as the table has it.
drawn_of() { # KEY
	local value
	value=$(value_of "${label_of[$1]}")
	case ${kind_of[$1]} in
	choice) echo "${value%%  (*}" ;;
	switch) [ "$value" = '[x]' ] && echo yes || echo no ;;
	*) echo "$value" ;;
	esac
}

is_drawn() { [ "$(drawn_of "$1")" = "$2" ]; }
# Of a long one its end is seen, of a secret how long it is.
is_typed() {
	local value
	value=$(drawn_of "$1")
	[ "${kind_of[$1]}" != secret ] || set -- "$1" "${2//?/\*}"
	[ -z "$2" ] && [ -z "$value" ] || [[ -n $2 && $value == *"${2: -${#2} < 60 ? ${#2} : 60}" ]]
}

give() { # KEY ANSWER
	local tries=0
	bring "$1"
	case ${kind_of[$1]} in
	choice)
		until is_drawn "$1" "$2"; do
			((tries++ < 30)) || { echo "$1 cannot be $2" && screen && return 1; }
			press Right
			sleep 0.1
		done
		;;
	switch)
		is_drawn "$1" "$2" || press Space
		within "$PATIENCE" is_drawn "$1" "$2"
		;;
	*)
		press C-u
		[ -z "$2" ] || type_ "$2"
		within "$PATIENCE" is_typed "$1" "$2"
		;;
	esac
}

is_fine() { [[ $(note_of "$1") != "!"* ]]; }
is_refused() {
	local note
	note=$(note_of "$1")
	[[ $note == "!"* && ${note//[[:space:]]/} == *"${2//[[:space:]]/}"* ]]
}

# What it is to be again.
usually() { # KEY
	local given
	given=$(sed -n "s/^$1: //p" "$FIELDS/$place.answers")
	echo "${given:-${usual[$1]:-}}"
}

# Those that come later are not looked at yet.
give_with() {
	local one
	for one in "${with[@]}"; do
		[ "${place_of[${one%%: *}]}" -ge "${place_of[$key]}" ] || give "${one%%: *}" "${one#*: }"
	done
}

# What hides the others stands first.
take_back() {
	local one page=${page_of[$key]}
	[ ${#with[@]} -gt 0 ] || give "$key" "$(usually "$key")"
	for one in "${with[@]}"; do
		one=${one%%: *}
		! screen | grep -q "^  ${label_of[$one]} " && [ "${page_of[$one]}" = "$page" ] ||
			[ "${place_of[$one]}" -ge "${place_of[$key]}" ] || {
			give "$one" "$(usually "$one")"
			page=${page_of[$one]}
		}
	done
}

is_chosen() { ! is_drawn "$key" ''; }

# A choice has the answers that the table takes, and no others.
choices() {
	local first seen
	if is_drawn "$key" ''; then
		press Right
		within "$PATIENCE" is_chosen
	fi
	first=$(drawn_of "$key") seen=$first
	for _ in {1..30}; do
		press Right
		sleep 0.15
		[ "$(drawn_of "$key")" != "$first" ] || break
		seen+=$'\n'$(drawn_of "$key")
	done
	diff <(sort -u <<<"$seen") <(for number in "${!verbs[@]}"; do
		[ "${verbs[number]}" = refuses ] || echo "${texts[number]}"
	done | sort -u)
}

on_screen() { # PLACE
	local number label answer
	[ "$place" = "$1" ] || return 0
	if [ -z "$begun" ]; then
		begun=1
		terminal 132 50 "$(declare -f on_box); FIELDS='$FIELDS' place=$place; on_box p.yaml '$LIOSH' -f p.yaml wizard"
		shows "[Target]"
	fi
	give_with
	bring "$key"
	is_drawn "$key" "$drawn" || { echo "$key is drawn as $(drawn_of "$key"), not $drawn" && screen && return 1; }
	usual[$key]=$drawn
	label=${label_of[$key]}
	[ "${kind_of[$key]}" != choice ] || choices
	for number in "${!verbs[@]}"; do
		answer=$(long "${texts[number]%% => *}")
		case ${verbs[number]}-${kind_of[$key]} in
		takes-*)
			give "$key" "$answer"
			within "$PATIENCE" is_fine "$label" || { echo "$key: $answer" && screen && return 1; }
			;;
		refuses-text | refuses-secret)
			give "$key" "$answer"
			within "$PATIENCE" is_refused "$label" "${texts[number]#* => }" || { echo "$key: $answer" && screen && return 1; }
			;;
		esac
		seen=$((seen + 1))
	done
	take_back
}

rows_on_screen() { # PLACE ANSWERS
	local -A usual=() page_of=() label_of=() kind_of=() place_of=()
	local begun='' seen=0
	need tmux
	read_list
	each_row on_screen "$1"
	[ "$seen" -ge "$2" ]
}

@test "the same on the screen: a new target" { rows_on_screen new 140; }
@test "the same on the screen: one more disk" { rows_on_screen second 14; }
@test "the same on the screen: a machine without a name" { rows_on_screen nameless 4; }

# --- what a disk is for ---

# The words after "set GROUP" of the commands that Review shows, for objects below PATH.
set_words() { sed -n "s|^$1/.* set $2 ||p" <<<"$output"; }

write_preset() { # NAME
	local place=new with=("target.use: $1") without='' extent
	printf '\npreset %s\n' "$1"
	for extent in sparse device allocated; do
		case $extent in
		device) compose given 'extent.file extent.size' "extent: device" "extent.device: /dev/sda" ;;
		*) compose given '' "extent.blocks: $extent" ;;
		esac
		run --separate-stderr wizard preset.yaml given
		echo "$extent $(set_words /backstores attribute)"
	done
	echo "target $(set_words /iscsi parameter)" | grep -v ' $' || :
	compose given '' "extent.block_size: 4096"
	run --separate-stderr wizard preset.yaml given
	[[ $stderr != *"blocks of 4096 bytes do not suit"* ]] || echo strange
}

@test "what each use sets, by the table tests/fields/presets" {
	# shellcheck disable=SC2034 # compose takes them
	local place=new with=() without='' names
	compose given '' "target.use: nothing"
	run --separate-stderr wizard preset.yaml given
	names=$(sed -n 's/^why: it is one of //p' <<<"$stderr")
	golden "$FIELDS/presets" "$(grep '^#' "$FIELDS/presets"; for name in ${names//,/}; do write_preset "$name"; done)"
}
