# SPDX-License-Identifier: GPL-3.0-or-later
# A tree that breaks one of its rules is caught. (That this one keeps them is the group
# `rules` of tests/run.)
load helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	mkdir -p configfs/base configfs/backstore configfs/fabric profiles shell tui
	layers=$TOP/tests/lint/layers
	lengths=$TOP/tests/lint/lengths
}

# Adds the line to the file, and expects that the rules name the file and the line.
caught() { # FILE LINE
	printf '%s\n' "$2" >"$1"
	run "$layers" .
	rm "$1"
	[ "$status" -eq 1 ] && [[ $output == *"$1:1:$2"* ]] && return
	printf 'not caught in %s: %s\n%s\n' "$1" "$2" "$output"
	return 1
}

# Expects that the rules say nothing of that line in that file.
fine() { # FILE LINE
	printf '%s\n' "$2" >"$1"
	expect 0 "$layers" .
	rm "$1"
}

@test "an include to the right is caught" {
	caught configfs/base/text.c '#include "configfs/node.h"'
	caught configfs/base/text.c '#include "configfs/backstore/row.h"'
	caught configfs/plan.c '#include "profiles/profile.h"'
	caught configfs/fabric/new.c '#include "shell/session.h"'
	caught profiles/read.c '#include "shell/command.h"'
	caught tui/new.c '#include "shell/session.h"'
	caught shell/commands.c '#include "tui/tui.h"'
}

@test "another way into the kernel is caught" {
	caught configfs/plan.c '#include "configfs/fs_write.h"'
	caught configfs/load.c '#include "configfs/fs_write.h"'
	caught shell/commands.c '#include <configfs/fs_write.h>'
	caught configfs/load.c '	return fs_mkdir(fs, path);'
	caught shell/commands.c 'const char *root = "/sys/kernel/config/target/core";'
	caught configfs/load.c '	module_load("target_core_mod", err);'
	caught shell/commands.c '	if (configfs_mount(err) != 0)'
	caught configfs/fs.c '	mount("none", path, "configfs", 0, NULL);'
	caught configfs/apply.c '	finit_module(fd, "", 0);'
}

@test "a program that is run from elsewhere is caught" {
	caught shell/commands.c '	posix_spawn(&child, path, NULL, NULL, words, environ);'
	caught profiles/read.c '	execv(path, words);'
	caught tui/new.c '	pid_t child = fork();'
	fine configfs/base/spawn.c '	int r = posix_spawn(child, words[0], NULL, NULL, all, environ);'
}

@test "a library in the wrong place is caught" {
	caught configfs/fs.c '#include <libkmod.h>'
	caught configfs/module.c '#include <blkid/blkid.h>'
	caught configfs/module.c '#include <libudev.h>'
	caught configfs/fs.c '#include <libmount/libmount.h>'
	caught configfs/plan.c '#include <pthread.h>'
	caught configfs/plan.c '#include <yaml.h>'
	caught shell/commands.c '#include <yaml.h>'
	caught configfs/plan.c '#include <jansson.h>'
	caught shell/commands.c '#include <libsmartcols/libsmartcols.h>'
	caught shell/commands.c '#include <readline/readline.h>'
	caught profiles/read.c '#include <ncurses.h>'
}

@test "what stands where it belongs is fine" {
	fine shell/main.c '#include "tui/tui.h"'
	fine configfs/apply_steps.c '#include "configfs/fs_write.h"'
	fine configfs/apply.c '	result = fs_mkdir(fs, path);'
	fine configfs/commit.c '	result = configfs_mount(err);'
	fine configfs/module.c '#include <libkmod.h>'
	fine profiles/read.c '#include <yaml.h>'
	fine shell/print.c '	printf("%s", text);'
	fine configfs/plan.c '	 * printf(3) is for the shell, "fileio" for its row.'
	fine configfs/fabric/iscsi.c '	.name = "iscsi",'
}

@test "a library room that prints or exits is caught" {
	caught configfs/plan.c '	printf("%s", text);'
	caught profiles/read.c '	fputs("oops", stderr);'
	caught configfs/base/text.c '	exit(1);'
}

@test "generic code that names a kind is caught" {
	printf 'const struct backstore fileio = {\n\t.name = "fileio",\n};\n' >configfs/backstore/fileio.c
	printf 'const struct fabric tcm_fc = {\n\t.name = "xen-pvscsi",\n};\n' >configfs/fabric/xen.c
	caught configfs/plan.c '	if (strcmp(so->backstore->name, "fileio") == 0)'
	caught shell/commands.c '	if (text_equal(name, "xen-pvscsi"))'
}

@test "a call that no program for root should make is caught" {
	caught shell/commands.c '	system(line);'
	caught configfs/base/text.c '	strcpy(to, from);'
}

@test "a file that is too long is caught" {
	yes '/* more */' | head -n 401 >configfs/base/long.c
	expect 1 "$lengths" .
	[[ $output == *"configfs/base/long.c:400: the file has 401 lines"* ]]
	sed -i 1d configfs/base/long.c
	expect 0 "$lengths" .
}

@test "a function that is too long is caught" {
	{
		printf 'static int too_long(const char *a,\n\t\t    int b)\n{\n'
		yes '	b++;' | head -n 57
		printf '}\n'
	} >configfs/base/long.c
	expect 1 "$lengths" .
	[[ $output == *"configfs/base/long.c:1: too_long() has 61 lines"* ]]
	sed -i 4d configfs/base/long.c
	expect 0 "$lengths" .
}
