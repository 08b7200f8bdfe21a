# SPDX-License-Identifier: GPL-3.0-or-later
# Inside the emulated machine: a run of liosh that is broken off at one of its steps. Files
# of its own go to $DIR; $DIR/before is the dump that must be there again.

CALLS=mkdirat,write,symlinkat,unlinkat
ERRORS=(EIO EINVAL ENOMEM ENOSPC EROFS)

# With a filter in the kernel, which is faster, strace cannot send signals.
filter=--seccomp-bpf

traced() { # STRACE-OPTION... -- LIOSH-ARGUMENT...
	local options=(${filter:+"$filter"})
	while [ "$1" != -- ]; do
		options+=("$1")
		shift
	done
	shift
	strace -f -y -o "$DIR/trace" -e "trace=$CALLS" "${options[@]}" "$LIOSH" "$@"
}

# "mkdirat 3" for each call of a clean run that goes below configfs: strace counts by
# system call.
points_of() { # LIOSH-ARGUMENT...
	traced -- "$@" >/dev/null
	awk '{ sub(/^[0-9]+ +/, ""); call = $0; sub(/\(.*/, "", call); count[call]++ }
	     /<\/sys\/kernel\/config/ { print call, count[call] }' "$DIR/trace"
}

# Prints what is wrong with the end of it; the words of its secrets begin with "secret-".
break_off() { # STATUS INJECTION... -- LIOSH-ARGUMENT...
	local want=$1 status=0 options=() what
	shift
	while [ "$1" != -- ]; do
		options+=(-e "inject=$1")
		shift
	done
	shift
	what=${options[*]}
	traced "${options[@]}" -- "$@" >"$DIR/out" 2>"$DIR/err" || status=$?
	[ "$status" -eq "$want" ] || echo "$what: exit status $status, not $want: $(<"$DIR/err")"
	! grep -q 'secret-' "$DIR/err" "$DIR/out" || echo "$what: a secret is shown"
	"$DUMP" -n >"$DIR/after"
	diff "$DIR/before" "$DIR/after" >"$DIR/difference" ||
		printf '%s: not as before:\n%s\n' "$what" "$(head -n 12 "$DIR/difference")"
}

# At every EVERYth of the points in $DIR/points, one run each; after one that went wrong
# UNDO puts the start back. What it made itself, $MADE, must be gone.
break_each() { # UNDO -- LIOSH-ARGUMENT...
	local undo=$1 call number wrong index=0 bad=0
	shift 2
	while read -r call number; do
		index=$((index + 1))
		[ $((index % EVERY)) -eq 0 ] || continue
		wrong=$(break_off 71 "$call:error=${ERRORS[index % ${#ERRORS[@]}]}:when=$number" -- "$@")
		[ ! -e "${MADE:-}" ] || wrong+="$call $number: $MADE stays"
		[ -n "$wrong" ] || continue
		printf '%s\n' "$wrong"
		bad=$((bad + 1))
		"$undo"
	done <"$DIR/points"
	[ "$bad" -eq 0 ]
}
