# SPDX-License-Identifier: GPL-3.0-or-later
# The suite driver counts what happens, and sees what tests would hide.
load helpers

setup() {
	unset ONLY LONG UPDATE
	cd "$BATS_TEST_TMPDIR" || return
	mkdir -p tests/unit tests/vm build/x/tests/unit
	cp "$TOP/tests/run" "$TOP/tests/left.bash" tests
	printf '#!/bin/sh\nexit 0\n' >tests/vm/kernel
	chmod +x tests/vm/kernel
}

unit() { # NAME SCRIPT
	touch "tests/unit/test_$1.c"
	printf '#!/bin/sh\n%s\n' "$2" >"build/x/tests/unit/test_$1"
	chmod +x "build/x/tests/unit/test_$1"
}

suite() { # NAME TEST-BODY...
	local body n=0
	for body in "${@:2}"; do
		n=$((n + 1))
		printf '@test "number %d" {\n%s\n}\n' "$n" "$body"
	done >"tests/$1.bats"
}

last() { [ "${lines[-1]}" = "$1" ] || { printf '%s\n' "$output"; return 1; }; }

@test "the last line counts, the status tells" {
	unit good true
	unit lacking 'echo no kernel here; exit 77'
	suite good true true 'skip "no such program"'
	expect 0 tests/run quick:x
	last '3 passed, 0 failed, 2 skipped'
	[[ $output == *"skipped x: tests/unit: test_lacking: no kernel here"* ]]
	[[ $output == *"skipped x: tests/good.bats: number 3: no such program"* ]]
}

@test "a failure is counted and shown" {
	unit bad 'echo row 7 differs; exit 1'
	suite bad true 'echo got 5; false'
	expect 1 tests/run quick:x
	last '1 passed, 2 failed, 0 skipped'
	[[ $output == *"row 7 differs"* && $output == *"got 5"* ]]
}

@test "no tests at all are a failure" {
	expect 1 tests/run quick:x
	last '0 passed, 1 failed, 0 skipped'
}

@test "a suite that does not load is a failure" {
	echo 'load nowhere' >tests/broken.bats
	unit good true
	expect 1 tests/run quick:x
	last '1 passed, 1 failed, 0 skipped'
}

@test "tests that a dead suite did not run are failures" {
	suite dead true 'kill -9 $PPID $$' true
	expect 1 tests/run quick:x
	[[ ${lines[-1]} != *" 0 failed"* ]]
}

@test "a skip without a reason is a failure" {
	suite lazy skip
	expect 1 tests/run quick:x
	last '0 passed, 1 failed, 0 skipped'
}

@test "what a sanitizer reports is a failure even if the test passes" {
	unit quiet 'echo overflow >"$(echo "$ASAN_OPTIONS" | sed "s/.*log_path=//;s/:.*//").1"'
	expect 1 tests/run quick:x
	last '1 passed, 1 failed, 0 skipped'
	[[ $output == *overflow* ]]
}

@test "files and processes left behind are failures" {
	unit files 'touch "$TMPDIR/left"'
	unit process 'sleep 300 >/dev/null 2>&1 & echo $! >"$TMPDIR/../pid"'
	expect 1 tests/run quick:x
	last '2 passed, 2 failed, 0 skipped'
	[[ $output == *"left files in \$TMPDIR: ./left"* && $output == *"left a process: "*"sleep 300"* ]]
}

@test "what a whole run leaves behind is a failure" {
	need git
	git init -q .
	echo build >.gitignore
	export STATE_PATIENCE=1
	unit good true
	expect 0 tests/run quick:x
	last '1 passed, 0 failed, 0 skipped'
	unit tree 'touch new.c'
	unit early 'touch "$OLD_PLACE/left"'
	unit place 'touch "/tmp/liosh-${LIOSH_TEST_WHOLE: -3}abc"'
	sed -i '1s/sh$/bash/' build/x/tests/unit/test_place
	unit daemon 'env -u LIOSH_TEST_RUN sleep 300 >/dev/null 2>&1 & echo $! >daemon.pid'
	sed -i 's|^state_begin$|&; export OLD_PLACE=$TMPDIR|' tests/run
	git -c user.name=x -c user.email=x add -A
	expect 1 env -u LIOSH_TEST_WHOLE tests/run quick:x
	kill "$(cat daemon.pid)"
	rm /tmp/liosh-???abc
	last '5 passed, 3 failed, 0 skipped'
	[[ $output == *"left behind: file /tmp/liosh-"???"abc, git ?? daemon.pid, git ?? new.c"* ]]
	[[ $output == *"left files in \$TMPDIR: "*"/left"* ]]
	[[ $output == *"left a process: "*"sleep 300"* ]]
}

# A machine that writes down what it is started with, and runs it here.
machine() {
	cat >tests/vm/run <<-'END'
		#!/bin/bash
		echo "boot ${*//$'\n'/ }" >>boots
		while [ "$1" != -- ]; do shift; done
		shift
		"$@"
	END
	chmod +x tests/vm/run
}

@test "a machine: suites share one boot, a cold one has its own" {
	machine
	suite vm/a true
	suite vm/b true false
	suite vm/c true
	echo '# boot: cold' >>tests/vm/c.bats
	expect 1 tests/run vm:6.1
	last '3 passed, 1 failed, 0 skipped'
	[ "$(grep -c '^boot' boots)" -eq 2 ]
	[ "$(grep -c '^boot -k 6.1 .*--warm.* tests/vm/a.bats tests/vm/b.bats$' boots)" -eq 1 ]
	[ "$(grep -v -e --warm boots | grep -c 'tests/vm/c.bats$')" -eq 1 ]
}

@test "a skip on a kernel names what it lacks" {
	machine
	suite vm/a 'skip "this kernel has no nothing.ko"' 'skip "no idea"'
	expect 1 tests/run vm:6.1
	last '0 passed, 1 failed, 1 skipped'
	[[ $output == *"number 2: skipped without naming what the kernel lacks: no idea"* ]]
}

@test "more than fifteen skips are a failure of that kernel" {
	local bodies=()
	machine
	for _ in {1..15}; do bodies+=('skip "this kernel has no file"'); done
	suite vm/a "${bodies[@]}" true
	expect 0 tests/run vm:6.1
	last '1 passed, 0 failed, 15 skipped'
	suite vm/b 'skip "this kernel has no file"'
	expect 1 tests/run vm:6.1
	last '1 passed, 1 failed, 16 skipped'
	[[ $output == *"kernel 6.1: 16 tests skipped, at most 15 are allowed"* ]]
}

@test "many suites are dealt out to as many machines as run side by side" {
	machine
	for name in a b c d e f g h; do suite vm/$name true; done
	JOBS=2 expect 0 tests/run vm:6.1
	last '8 passed, 0 failed, 0 skipped'
	diff <(sed "s/.* bash tests/boot tests/" boots | sort) - <<-END
		boot tests/vm/a.bats tests/vm/c.bats tests/vm/e.bats tests/vm/g.bats
		boot tests/vm/b.bats tests/vm/d.bats tests/vm/f.bats tests/vm/h.bats
	END
}

# Each machine waits until the other one runs.
@test "machines run side by side, slow suites in their own" {
	cat >tests/vm/run <<-'END'
		#!/bin/bash
		touch "up.$$"
		for try in {1..100}; do
			[ "$(ls up.* | wc -l)" -lt 2 ] || break
			sleep 0.1
		done
		[ "$(ls up.* | wc -l)" -ge 2 ] || exit 124
		while [ "$1" != -- ]; do shift; done
		shift
		"$@"
	END
	chmod +x tests/vm/run
	suite vm/a true
	suite vm/b true
	echo '# boot: slow' >>tests/vm/b.bats
	JOBS=2 expect 0 tests/run vm:6.1
	last '2 passed, 0 failed, 0 skipped'
}

@test "a kernel that cannot be had is a failure" {
	printf '#!/bin/sh\necho no package >&2\nexit 69\n' >tests/vm/kernel
	suite vm/a true
	expect 1 tests/run vm:6.1
	[[ $output == *"this kernel cannot be had"*"no package"* ]]
}

@test "a machine that dies fails what it did not run" {
	cat >tests/vm/run <<-'END'
		#!/bin/bash
		printf '# file tests/vm/a.bats\n1..3\nok 1 x\n'
		echo 'Kernel panic' >&2
		exit 123
	END
	chmod +x tests/vm/run
	suite vm/a true true true
	suite vm/b true
	expect 1 tests/run vm:6.1
	last '1 passed, 3 failed, 0 skipped'
	[[ $output == *"2 of 3 tests were not run"* && $output == *"tests/vm/b.bats: not run"* ]]
	[[ $output == *"status 123"* && $output == *"Kernel panic"* ]]
}
