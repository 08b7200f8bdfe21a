/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules that need the machine, on files of a directory of its own. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/check.h"
#include "configfs/check_part.h"
#include "tests/unit/check_row.h"

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))
#define OBJECTS     3

static int failures;

struct object {
	const char *kind, *name, *path, *size;
	unsigned flags;
	const char *identity;
};

#define NOT_MEANT(path)                                                                  \
	path " is not the device that is meant\nwhy: its identity is unknown, not "      \
	     "serial:none-has-this\nfix: attach the device that has it; if this one is " \
	     "meant after all, leave the identity out\n"
#define GUARD_MISSING                                                                    \
	"why: the kernel would make an empty file and export a blank disk\nfix: mount "  \
	"the file system that holds it, or create the file\n"

static const struct row {
	const char *name;
	struct object wanted[OBJECTS], live[OBJECTS];
	bool opened; /* "disk" is open in this program, as it is in the kernel */
	bool waits;  /* what is wrong may go by itself */
	const char *errors, *warnings; /* warnings NULL: whatever they are */
} rows[] = {
	{ .name = "nothing", .errors = "", .warnings = "" },
	{ .name = "whole",
	  .wanted = { { "fileio", "a", "disk", "8192" } },
	  .errors = "" },
	{ .name = "missing",
	  .wanted = { { "fileio", "a", "missing", "8192" } },
	  .waits = true,
	  .errors = "there is no file DIR/missing\n" GUARD_MISSING },
	{ .name = "every one is told",
	  .wanted = { { "fileio", "z", "disk", "8192" },
		      { "fileio", "b", "missing", "8192" },
		      { "fileio", "a", "missing2", "8192" } },
	  .waits = true,
	  .errors = "there is no file DIR/missing2\n" GUARD_MISSING
		    "there is no file DIR/missing\n" GUARD_MISSING },
	{ .name = "size",
	  .wanted = { { "fileio", "a", "disk", "4096" } },
	  .errors = "the size of DIR/disk is 8KiB, not 4KiB\nwhy: a file of another size "
		    "may be another disk, or a cut one\nfix: declare 8KiB, or change the "
		    "file: truncate --size=4096 DIR/disk\n" },
	{ .name = "no block device",
	  .wanted = { { "block", "a", "disk", NULL } },
	  .errors = "DIR/disk is not a block device\nwhy: a storage object of block "
		    "exports nothing else\n" },
	{ .name = "two names of one file",
	  .wanted = { { "fileio", "a", "disk", "8192" },
		      { "fileio", "b", "hard", "8192" } },
	  .errors =
		  "DIR/hard is in use\nwhy: the storage object /backstores/fileio/a has "
		  "it by the name DIR/disk\nfix: export that storage object by another "
		  "LUN instead\n" },
	{ .name = "a live object has it by another name",
	  .wanted = { { "fileio", "a", "hard", "8192" },
		      { "fileio", "b", "disk", "8192" } },
	  .live = { { "fileio", "b", "disk", "8192" } },
	  .opened = true,
	  .errors =
		  "DIR/hard is in use\nwhy: the storage object /backstores/fileio/b has "
		  "it by the name DIR/disk\nfix: export that storage object by another "
		  "LUN instead\n" },
	{ .name = "a stranger has it open",
	  .wanted = { { "fileio", "a", "disk", "8192" } },
	  .opened = true,
	  .errors = "DIR/disk is in use\nwhy: it is open in another program or the "
		    "kernel\nfix: find out with fuser, and close it there\n" },
	{ .name = "unchanged: not looked at",
	  .wanted = { { "fileio", "a", "missing", "8192" } },
	  .live = { { "fileio", "a", "missing", "8192" } },
	  .errors = "",
	  .warnings = "" },
	{ .name = "never enabled, and stays so: not looked at",
	  .wanted = { { "fileio", "a", "missing", "8192", NODE_DISABLED } },
	  .live = { { "fileio", "a", "missing", "8192", NODE_DISABLED } },
	  .errors = "",
	  .warnings = "" },
	{ .name = "never enabled, and made anew: looked at",
	  .wanted = { { "fileio", "a", "missing", "8192" } },
	  .live = { { "fileio", "a", "missing", "8192", NODE_DISABLED } },
	  .waits = true,
	  .errors = "there is no file DIR/missing\n" GUARD_MISSING },
	{ .name = "taken over from an object that goes away",
	  .wanted = { { "fileio", "b", "disk", "8192" } },
	  .live = { { "fileio", "a", "disk", "8192" } },
	  .opened = true,
	  .errors = "" },
	{ .name = "made anew with the same file",
	  .wanted = { { "fileio", "a", "disk", "8192" } },
	  .live = { { "fileio", "a", "disk", "4096" } },
	  .opened = true,
	  .errors = "" },
	{ .name = "larger than its file",
	  .wanted = { { "fileio", "a", "disk", "16384" } },
	  .live = { { "fileio", "a", "disk", "8192" } },
	  .opened = true,
	  .errors =
		  "the size of DIR/disk is 8KiB, not 16KiB\nwhy: a file of another "
		  "size may be another disk, or a cut one\nfix: declare 8KiB, or change "
		  "the file: truncate --size=16384 DIR/disk\n" },
	{ .name = "a file instead of the device that is meant",
	  .wanted = { { "fileio", "a", "disk", "8192", 0, "serial:none-has-this" } },
	  .waits = true,
	  .errors = NOT_MEANT("DIR/disk") },
	{ .name = "a file to be made instead of it",
	  .wanted = { { "fileio", "a", "new", "8192", NODE_MAKE_FILE,
			"serial:none-has-this" } },
	  .waits = true,
	  .errors = NOT_MEANT("DIR/new") },
	{ .name = "a device that is not there: that is told, not its identity",
	  .wanted = { { "fileio", "a", "missing", "8192", 0, "serial:none-has-this" } },
	  .waits = true,
	  .errors = "there is no file DIR/missing\n" GUARD_MISSING },
	{ .name = "the live one has it open: not looked at",
	  .wanted = { { "fileio", "a", "disk", "8192", 0, "serial:none-has-this" } },
	  .live = { { "fileio", "a", "disk", "8192", 0, "serial:none-has-this" } },
	  .errors = "",
	  .warnings = "" },
	{ .name = "another is meant than the live one",
	  .wanted = { { "fileio", "a", "disk", "8192", 0, "serial:none-has-this" } },
	  .live = { { "fileio", "a", "disk", "8192", 0, "serial:another" } },
	  .waits = true,
	  .errors = NOT_MEANT("DIR/disk") },
	{ .name = "made by this command",
	  .wanted = { { "fileio", "a", "new", "8192", NODE_MAKE_FILE } },
	  .errors = "" },
	{ .name = "larger than the room there is",
	  .wanted = { { "fileio", "a", "new", "1152921504606846976", NODE_MAKE_FILE } },
	  .errors = "cannot make the file DIR/new of 1EiB\nwhy: its file system has …" },
	{ .name = "sparse: larger than the room there is now",
	  .wanted = { { "fileio", "a", "new", "1152921504606846976",
			NODE_MAKE_FILE | NODE_SPARSE } },
	  .errors = "",
	  .warnings = "DIR/new has 1EiB, its file system has …" },
	{ .name = "made over something",
	  .wanted = { { "fileio", "a", "disk", "8192", NODE_MAKE_FILE } },
	  .errors = "cannot make the file DIR/disk\nwhy: something of that name is there "
		    "already\n" },
	{ .name = "in memory",
	  .wanted = { { "fileio", "a", "/dev/shm/liosh-test-check", "8192" } },
	  .errors = "",
	  .warnings = "/dev/shm/liosh-test-check is in memory\nwhy: it is gone after a "
		      "restart\n" },
};

static char *in_place(const char *text, const char *directory)
{
	char *out = NULL;
	size_t length = 0;
	FILE *stream = open_memstream(&out, &length);

	for (const char *at; (at = strstr(text, "DIR")) != NULL; text = at + 3)
		fprintf(stream, "%.*s%s", (int)(at - text), text, directory);
	fputs(text, stream);
	fclose(stream);
	return out;
}

static struct node *build(const struct object *objects, const char *directory)
{
	struct node *root = tree_new();

	for (size_t i = 0; i < OBJECTS && objects[i].kind != NULL; i++) {
		const struct object *object = &objects[i];
		bool whole = object->path[0] == '/';
		autofree char *path = xasprintf("%s%s%s", whole ? "" : directory,
						whole ? "" : "/", object->path);
		struct node *so =
			node_add(kind_for(root, backstore_find(object->kind), NULL),
				 CLASS_SO, object->name);

		so->flags |= object->flags;
		node_set(so, so->backstore->path_value, path);
		if (object->size != NULL)
			node_set(so, "size", object->size);
		if (object->identity != NULL)
			node_set(so, so->backstore->identity_value, object->identity);
	}
	return root;
}

/* What ends with "…" goes on as it likes. */
static bool same_text(const char *text, const char *should)
{
	size_t length = strlen(should), rest = strlen("…");

	if (length >= rest && strcmp(should + length - rest, "…") == 0)
		return strncmp(text, should, length - rest) == 0;
	return strcmp(text, should) == 0;
}

static void compare(const char *row, const char *what, const struct error *err,
		    const char *should)
{
	char *text = NULL;
	size_t length = 0;
	FILE *out = open_memstream(&text, &length);

	error_print(out, err, 20);
	fclose(out);
	if (!same_text(text, should)) {
		fprintf(stderr, "%s: %s are:\n%sshould be:\n%s\n", row, what, text,
			should);
		failures++;
	}
	free(text);
}

static void test_row(const struct row *row, const char *directory)
{
	autonode struct node *wanted = build(row->wanted, directory);
	autonode struct node *live = build(row->live, directory);
	autoclose int fd = row->opened ? open("disk", O_RDONLY | O_CLOEXEC) : -1;
	struct error autoerror err = { 0 }, warn = { 0 };
	autofree char *errors = in_place(row->errors, directory);
	autofree char *warnings =
		in_place(row->warnings == NULL ? "…" : row->warnings, directory);
	int result = check_machine(wanted, live, &err, &warn);

	compare(row->name, "errors", &err, errors);
	compare(row->name, "warnings", &warn, warnings);
	if (result != err.code) {
		fprintf(stderr, "%s: result %d, code %d\n", row->name, result, err.code);
		failures++;
	}
	if (err.may_pass != row->waits) {
		fprintf(stderr, "%s: it is waited for, or not\n", row->name);
		failures++;
	}
	error_clear(&warn);
}

/* --- where it can be reached ----------------------------------------------------- */

#define MANY                                                                             \
	"portal 192.0.2.77:3260; portal 0.0.0.0:3261; portal 127.0.0.9:3260;"            \
	"portal [::]:3262; portal [2001:db8::77]:3260; portal 192.0.2.78:3260;"          \
	"portal 192.0.2.79:3260; portal 192.0.2.80:3260; portal 192.0.2.81:3260"

/* Addresses of documents: no machine has them. */
static void test_addresses(void)
{
	autonode struct node *wanted = tree_of_words(TPG MANY);
	autonode struct node *live = tree_of_words(TPG "portal 192.0.2.77:3260");
	struct error autoerror err = { 0 }, warn = { 0 };

	if (check_machine(wanted, live, &err, &warn) != 0)
		failures++;
	compare("addresses", "warnings", &warn,
		"this machine has no address 192.0.2.78\nwhy: nobody reaches the portal "
		"192.0.2.78:3260 before it has\nthis machine has no address "
		"192.0.2.79\nwhy: nobody reaches the portal 192.0.2.79:3260 before it "
		"has\nthis machine has no address 192.0.2.80, and 2 more like it\nwhy: "
		"nobody reaches the portal 192.0.2.80:3260 before it has\n");
	error_clear(&warn);
	if (check_machine(live, live, &err, &warn) != 0)
		failures++;
	compare("the same addresses", "warnings", &warn, "");
}

/* --- on the root file system ----------------------------------------------------- */

static void test_root(const char *directory)
{
	struct stat here;
	autofree char *missing = xasprintf("%s/no/such", directory);
	autofree char *new = xasprintf("%s/new", directory);

	if (stat(directory, &here) < 0) {
		failures++;
		return;
	}
	struct root_volume root = { .is_known = true, .lasts = true, here.st_dev };
	struct root_volume other = { .is_known = true, .lasts = true, here.st_dev + 1 };
	struct root_volume gone = { .is_known = true, .lasts = false, here.st_dev };

	if (!is_on_root(&root, new) || !is_on_root(&root, missing) ||
	    is_on_root(&other, new) || is_on_root(&gone, new) ||
	    is_on_root(&gone, missing) ||
	    is_on_root(&root, "/dev/shm/liosh-test-check")) {
		fputs("which files are on the root file system\n", stderr);
		failures++;
	}
}

static bool make_file(const char *path)
{
	autoclose int fd = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);

	return fd >= 0 && ftruncate(fd, 8192) == 0;
}

int main(void)
{
	static const char *const things[] = { "disk", "hard",
					      "/dev/shm/liosh-test-check" };
	char template[] = "/tmp/test_check.XXXXXX";
	const char *directory = mkdtemp(template);

	if (directory == NULL || chdir(directory) < 0 || !make_file("disk") ||
	    !make_file(things[2]) || link("disk", "hard") < 0)
		return 1;
	for (size_t i = 0; i < COUNT(rows); i++)
		test_row(&rows[i], directory);
	test_addresses();
	test_root(directory);
	for (size_t i = 0; i < COUNT(things); i++)
		unlink(things[i]);
	if (chdir("/") < 0 || rmdir(directory) < 0) {
		fputs("something was left behind\n", stderr);
		failures++;
	}
	return failures == 0 ? 0 : 1;
}
