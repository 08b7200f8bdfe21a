# SPDX-License-Identifier: GPL-3.0-or-later
# Random keys in the wizard: it neither crashes nor hangs, it leaves a profile that can be
# read or none. SEQUENCES=5000 is a long run, which LONG=1 makes of the build with the
# address sanitizer.
load helpers

PRESS=${UNIT:-$TOP/build/release/tests/unit}/../keys/press

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	# Answers are kept below it.
	mkdir -p "$HOME"
	export LIOSH PROFILE=$PWD/p.yaml
}

sequences() {
	if [ -n "${LONG:-}" ] && [ "${MODE:-}" = asan ]; then echo 5000; else echo 14; fi
}

# Several at once, for they mostly wait, each with seeds and a directory of its own; what
# they saw, added up.
press_in_parts() { # SEQUENCES SEED OPTION...
	local count=$1 seed=$2 part parts status=0 pids=()
	parts=$(($1 >= 100 ? 5 * $(nproc) : 1))
	for ((part = 0; part < parts; part++)); do
		mkdir "part.$part.${3:-plain}"
		(
			cd "part.$part.${3:-plain}" || exit
			PROFILE=$PWD/p.yaml apart "$PRESS" $((count / parts)) 200 $((seed + part * count)) \
				"$TOP/tests/keys/check" "$LIOSH" "${@:3}" -f p.yaml wizard >seen 2>said
		) &
		pids+=($!)
	done
	for part in "${!pids[@]}"; do
		wait "${pids[part]}" || { status=1 && cat "part.$part.${3:-plain}/said" && echo "seed $seed + $part * $count"; }
	done
	return $status
}

add_up() {
	awk '/:$/ { title = $0; next }
		{ count = $NF; sub(/ +[0-9]+$/, ""); if (!($0 in sum)) order[++n] = $0; sum[$0] += count; of[$0] = title }
		END { for (i = 1; i <= n; i++) {
			if (of[order[i]] != last) print last = of[order[i]]
			printf "%-22s %d\n", order[i], sum[order[i]] } }' part.*/seen
}

# These need a kernel, or a tree that somebody else can change.
LIVE_ALONE='what is wrong first|overtaken by others|not done'

# Each page was met; of a long run, each dialog and key.
covers() { # SEQUENCES
	local page
	for page in Target Extent Portal Access Review Result; do
		grep -Eq "page $page +[1-9]" seen || { echo "page $page was not met" && return 1; }
	done
	(($1 < 1000)) || ! grep -E ' 0$' seen | grep -Ev "^ *($LIVE_ALONE) "
}

# The same keys each time, so that a change is what breaks them; a long run presses others.
seed() { if [ -n "${LONG:-}" ]; then echo $RANDOM; else echo 1; fi; }

@test "random keys: no crash, no hang, a whole terminal, and just what the plan said" {
	local seed=${SEED:-$(seed)} count=${SEQUENCES:-$(sequences)}
	echo "seed $seed"
	press_in_parts "$count" "$seed"
	press_in_parts $((count / 10 + 7)) "$seed" --check
	add_up >seen
	[ -z "${LONG:-}" ] || sed 's/^/# | /' seen >&3
	covers "$count"
}

@test "a plan that is not what is done is noticed" {
	cat >liar <<-'END'
		#!/bin/sh
		case " $* " in *" wizard "*) "$LIOSH" -f p.yaml /backstores/ramdisk create other 1M ;; esac
		exec "$LIOSH" "$@"
	END
	chmod +x liar
	expect 1 timeout 600 "$PRESS" 1 5 1 \
		"$TOP/tests/keys/check" ./liar -f p.yaml wizard
	[[ $stderr == *"+ /backstores/ramdisk/other"* ]]
}
