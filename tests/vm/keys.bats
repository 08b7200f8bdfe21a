#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# boot: slow
# Random keys in the wizard as root, with LIO below: what runs afterwards is what the plan
# said, if there was a Result page, else what ran before. Now and then somebody else changes
# what runs while a plan is shown: that one must not be done. SEQUENCES=N for more or fewer.

# shellcheck disable=SC2154 # bats sets output
load ../helpers.bash

PRESS=$UNIT/../keys/press

setup_file() {
	export HOME=$BATS_FILE_TMPDIR
	"$TOP/tests/vm/warm"
	# A device that is free until the wizard takes it.
	modprobe sd_mod
	modprobe scsi_debug dev_size_mb=8
}

setup() {
	export LIOSH DUMP
	unset PROFILE
	cd "$BATS_TEST_TMPDIR" || return
}

teardown_file() {
	"$LIOSH" --yes clearconfig confirm=true >/dev/null
	rm -rf /var/lib/liosh/extents /etc/liosh
}

# The long run is one of one kernel.
sequences() {
	if [ -n "${LONG:-}" ] && [ "${KERNEL:-6.1}" = 6.1 ]; then echo 300; else echo 10; fi
}

sights=("page "{Target,Extent,Portal,Access,Review,Result} "overtaken by others")

# Of the counts that were printed so far, those that are still nothing.
unseen() {
	local sight
	for sight in "${sights[@]}"; do
		grep -Eq "$sight +[1-9]" counts || echo "$sight"
	done
}

# The same keys each time, so that a change is what breaks them; a long run presses others.
seed() { if [ -n "${LONG:-}" ]; then echo $RANDOM; else echo 1; fi; }

# Few sequences may miss a page: then there are more of them.
@test "random keys on a live tree do just what the plan said" {
	local seed=${SEED:-$(seed)} round
	echo "seed $seed"
	: >counts
	for ((round = 0; round < 6; round++)); do
		expect 0 "$PRESS" "${SEQUENCES:-$(sequences)}" 200 $((seed + round * 1001)) \
			"$TOP/tests/keys/check" "$LIOSH" wizard
		printf '%s\n' "${lines[@]}" >>counts
		[ -n "$(unseen)" ] || break
	done
	[ -z "${LONG:-}" ] || sed 's/^/# | /' counts >&3
	unseen
	[ -z "$(unseen)" ]
}

# The first sequences come to a plan soon.
@test "a wizard that does not look again is noticed" {
	LIOSH=$BROKEN/what_moved
	expect 1 "$PRESS" 150 10 2 "$TOP/tests/keys/check" "$LIOSH" wizard
	[[ $stderr == *"something was done"*"the configuration is not what was shown"* ]]
}
