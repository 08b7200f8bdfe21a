# SPDX-License-Identifier: GPL-3.0-or-later
# Tests that are run with a second machine beside theirs ("# boot: cold second").

# Runs a script for sh on the second machine: prints what it printed, gives its status.
# Questions are numbered, so that a late answer is not taken for that to the next one.
second() { # SCRIPT
	local end=$((SECONDS + 360)) number answer
	number=$(find "$LIOSH_VM_SECOND" -name 'asked.*' | wc -l)
	answer=$LIOSH_VM_SECOND/answer.$number
	printf '%s\n' "$1" >"$LIOSH_VM_SECOND/asked.$number"
	cp "$LIOSH_VM_SECOND/asked.$number" "$LIOSH_VM_SECOND/ask.new"
	mv "$LIOSH_VM_SECOND/ask.new" "$LIOSH_VM_SECOND/ask.$number"
	until [ -e "$answer" ]; do
		((SECONDS < end)) || { echo "the second machine does not answer" && return 1; }
		sleep 0.5
	done
	sed '$d' "$answer"
	return "$(tail -n 1 "$answer")"
}
