# SPDX-License-Identifier: GPL-3.0-or-later
# From `strace -f -y -s 4096` of a program to the calls it made on configfs, in the order
# in which they ended: lines of CALL, PATH and TEXT, apart by tabs, for replay.
#
# Variable changing=1: only calls that change the tree; else only those that read it.

BEGIN { root = "/sys/kernel/config/target" }

# A call that another thread's interrupted stands in two parts.
/<unfinished \.\.\.>$/ {
	sub(/ *<unfinished \.\.\.>$/, "")
	begun[$1] = $0
	next
}
/<\.\.\. [a-z0-9_]+ resumed>/ {
	rest = $0
	sub(/^.*<\.\.\. [a-z0-9_]+ resumed>/, "", rest)
	$0 = begun[$1] rest
}

/ = -1 / { next }

# The Nth quoted text of the line, still escaped.
function quoted(n, line, text) {
	line = $0
	while (n-- > 0 && match(line, /"([^"\\]|\\.)*"/)) {
		text = substr(line, RSTART + 1, RLENGTH - 2)
		line = substr(line, RSTART + RLENGTH)
	}
	return text
}

# What stands in <…> behind the first descriptor.
function first_path(line) {
	line = $0
	sub(/^[^<]*</, "", line)
	sub(/>.*$/, "", line)
	return line
}

function emit(call, path, text) {
	if (index(path, root "/") == 1 || path == root)
		print call "\t" path "\t" text
}

changing && / mkdirat\(/ { emit("mkdir", first_path() "/" quoted(1)) }
changing && / unlinkat\(.*AT_REMOVEDIR/ { emit("rmdir", first_path() "/" quoted(1)); next }
changing && / unlinkat\(/ { emit("unlink", first_path() "/" quoted(1)) }
changing && / symlinkat\(/ { emit("link", first_path() "/" quoted(2), quoted(1)) }
changing && / write\(/ { emit("write", first_path(), quoted(1)) }
!changing && / read\(/ { emit("read", first_path()) }
!changing && / getdents64\(.* = 0$/ { emit("list", first_path()) }
