# SPDX-License-Identifier: GPL-3.0-or-later
# The tables of fields, row by row: tests/fields/rows, or the one that $table names.

FIELDS=$TOP/tests/fields

# Calls a function for each row, with what it says: key place drawn, with=() and without;
# verbs=() and texts=() of its answers, alsos=() and nots=() that go with them; top=() are
# its lines up to the first answer.
each_row() { # COMMAND...
	local key='' place drawn without line with verbs texts alsos nots top=()
	local -a table_lines
	mapfile -t table_lines <"$FIELDS/${table:-rows}"
	for line in "${table_lines[@]}" 'field '; do
		case $line in
		"field "*)
			[ -z "$key" ] || "$@"
			[ -z "$key" ] || top=("")
			key=${line#field } place=new drawn='' without=''
			with=() verbs=() texts=() alsos=() nots=()
			;;
		"in "*) place=${line#in } ;;
		"with "*) with+=("${line#with }") ;;
		"without "*) without=${line#without } ;;
		"drawn"*) drawn=${line#drawn} drawn=${drawn# } ;;
		"also "*) alsos[${#verbs[@]} - 1]+=${line#also }$'\n' ;;
		"not "*) nots[${#verbs[@]} - 1]=${line#not } ;;
		"takes "* | "refuses "*)
			verbs+=("${line%% *}") texts+=("${line#* }") alsos+=('') nots+=('')
			;;
		esac
		[ ${#verbs[@]} -gt 0 ] || [[ $line =~ ^("+ "|"- ") ]] || top+=("$line")
	done
}

# {x*64} is an x 64 times.
long() { perl -pe 's/\{(.)\*(\d+)\}/$1 x $2/ge' <<<"$1"; }
# And back, for what is at least that long.
shorten() { perl -pe 's/([a-z5])\1{29,}/"{$1*" . length($&) . "}"/ge'; }

# The answers of the row to all else, and those given here.
compose() { # FILE WITHOUT [KEY: ANSWER]...
	local one key
	cat "$FIELDS/$place.answers" >"$1"
	for one in "${with[@]}" "${@:3}"; do
		sed -i "/^${one%%: *}: /d" "$1"
		printf '%s\n' "$one" >>"$1"
	done
	for one in $without $2; do sed -i "/^$one: /d" "$1"; done
	chmod 600 "$1"
}

# In words without the places where lines end.
has() { # TEXT PART
	[[ ${1//[[:space:]]/} == *"${2//[[:space:]]/}"* ]] || { printf '%s: not said: %s\nbut: %s\n' "$key" "$2" "$1" && return 1; }
}

# On a machine whose name is known, for a profile that is as it was.
on_box() { # PROFILE COMMAND...
	local host=box.example.org
	[ "$place" != nameless ] || host=localhost
	rm -f "$1"
	[ ! -e "$FIELDS/$place.yaml" ] || install -m 600 "$FIELDS/$place.yaml" "$1"
	unshare -u sh -c 'hostname "$0" && exec "$@"' $host "${@:2}"
}

# The row of the table as it should be: what usual_is_made, from the file `usual`, and then
# how what changes() makes of each answer differs.
write_row() {
	local number
	printf '%s\n' "${top[@]}"
	compose usual ''
	usual_is_made || return
	for number in "${!verbs[@]}"; do
		printf '%s %s\n' "${verbs[number]}" "${texts[number]}"
		[ -z "${alsos[number]}" ] || sed 's/^/also /' <<<"${alsos[number]%$'\n'}"
		[ -z "${nots[number]}" ] || printf 'not %s\n' "${nots[number]}"
		[ "${verbs[number]}" = refuses ] || changes "$number" || return
	done
}
