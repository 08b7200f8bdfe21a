/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Prints the whole configfs tree of the target, as a witness that shares no code with
 * liosh. Counters (statistics/) are left out.
 *
 * usage: dump [-n] [ROOT]
 *
 * ROOT is /sys/kernel/config/target unless told, or a copy of it. One sorted line for
 * each:
 *    path/             directory
 *    path = value      file that can be read; \n and other odd bytes as \ooo, the
 *                      newline at the end left out
 *    path ! ENODEV     file that the kernel refuses to read
 *    path -> target    link, relative to ROOT
 *
 * -n leaves out or makes equal what two loads of one configuration may differ in: the
 * numbers of HBAs ("fileio_*") and the HBAs themselves, names of links ("*"), sessions,
 * host numbers, IDs in `info`, the order of members; in auth/ a value that begins with
 * NULL is unset, as it is to the kernel.
 *
 * Exit status: 0 done, 1 ROOT cannot be read, 64 wrong usage.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { VALUE_MAX = 65536 };

static char **lines;
static size_t line_count;
static bool normal;

static void out_of_memory(void)
{
	fputs("dump: out of memory\n", stderr);
	exit(1);
}

/* --- lines ----------------------------------------------------------------------- */

static void add_line(const char *path, const char *between, const char *value,
		     size_t length)
{
	size_t size = strlen(path) + strlen(between) + 4 * length + 1;
	char *line = malloc(size), *at;

	if (line_count % 1024 == 0)
		lines = realloc(lines, (line_count + 1024) * sizeof *lines);
	if (!line || !lines)
		out_of_memory();
	lines[line_count++] = line;
	at = stpcpy(stpcpy(line, path), between);
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)value[i];

		if (c < ' ' || c == '\\' || c >= 127)
			at += snprintf(at, sizeof "\\000", "\\%03o", c);
		else
			*at++ = (char)c;
	}
	*at = '\0';
}

static int compare_lines(const void *a, const void *b)
{
	char *const *left = a, *const *right = b;

	return strcmp(*left, *right);
}

/* --- what -n makes equal --------------------------------------------------------- */

static bool ends_with(const char *text, const char *end)
{
	size_t length = strlen(text), other = strlen(end);

	return length >= other && !strcmp(text + length - other, end);
}

static bool begins_with(const char *text, const char *start)
{
	return !strncmp(text, start, strlen(start));
}

/* "fileio_12" to "fileio_*", where an HBA stands: at the start of `text`. */
static void hide_hba_number(char *text)
{
	size_t length = strcspn(text, "/\n"), start = length;

	while (start > 0 && isdigit((unsigned char)text[start - 1]))
		start--;
	if (start == length || start == 0 || text[start - 1] != '_')
		return;
	text[start] = '*';
	memmove(text + start + 1, text + length, strlen(text + length) + 1);
}

static void hide_hba_in_path(char *path)
{
	if (begins_with(path, "core/") && !begins_with(path, "core/alua"))
		hide_hba_number(path + strlen("core/"));
}

/* "TCM FILEIO ID: 3" counts HBAs. */
static void hide_ids(char *value)
{
	for (char *at = value; (at = strstr(at, " ID: "));) {
		size_t digits = strspn(at += strlen(" ID: "), "0123456789");

		if (digits) {
			*at = '*';
			memmove(at + 1, at + digits, strlen(at + digits) + 1);
		}
	}
}

static int compare_members(const void *a, const void *b)
{
	char *const *left = a, *const *right = b;

	return strcmp(*left, *right);
}

/* Members come in the order of their linking, with a NUL in between. */
static size_t sort_members(char *value, size_t length)
{
	char *members[1024], copy[VALUE_MAX], *at = value;
	size_t count = 0;

	memcpy(copy, value, length);
	copy[length] = '\0';
	for (size_t i = 0; i < length; i++)
		if (!copy[i])
			copy[i] = '\n';
	for (char *save, *m = strtok_r(copy, "\n", &save); m && count < 1024;
	     m = strtok_r(NULL, "\n", &save)) {
		hide_hba_number(m);
		members[count++] = m;
	}
	qsort(members, count, sizeof *members, compare_members);
	for (size_t i = 0; i < count; i++)
		at = stpcpy(stpcpy(at, i ? "\n" : ""), members[i]);
	*at = '\0';
	return (size_t)(at - value);
}

/* Files that say nothing of the configuration. */
static bool is_volatile(const char *path, const char *value)
{
	bool in_core = begins_with(path, "core/");

	return ends_with(path, "/hba_info") || ends_with(path, "/dynamic_sessions") ||
	       (ends_with(path, "/hba_mode") && *value == '0') ||
	       (!in_core && (ends_with(path, "/info") || ends_with(path, "/address")));
}

static size_t normalise(const char *path, char *value, size_t length)
{
	if (strstr(path, "auth/") && begins_with(value, "NULL"))
		return 0;
	if (ends_with(path, "/members"))
		return sort_members(value, length);
	if (ends_with(path, "/info"))
		hide_ids(value);
	return ends_with(path, "/info") ? strlen(value) : length;
}

/* --- the walk -------------------------------------------------------------------- */

static ssize_t read_value(int dir, const char *name, char *value)
{
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);
	ssize_t length = 0, got = fd < 0 ? -1 : 0;
	int saved;

	while (fd >= 0 && length < VALUE_MAX - 1 &&
	       (got = read(fd, value + length, (size_t)(VALUE_MAX - 1 - length))) > 0)
		length += got;
	saved = errno;
	if (fd >= 0)
		close(fd);
	errno = saved;
	value[length] = '\0';
	return got < 0 ? -1 : length;
}

static void add_file(int dir, const char *name, const char *path)
{
	char value[VALUE_MAX];
	ssize_t length = read_value(dir, name, value);
	size_t size;

	if (length < 0) {
		const char *code = strerrorname_np(errno);

		add_line(path, " ! ", code, strlen(code));
		return;
	}
	size = (size_t)length;
	if (normal && is_volatile(path, value))
		return;
	if (normal)
		size = normalise(path, value, size);
	if (size && value[size - 1] == '\n')
		size--;
	add_line(path, " = ", value, size);
}

static void add_link(int dir, const char *name, char *path)
{
	char target[4096], *from;
	ssize_t length = readlinkat(dir, name, target, sizeof target - 1);

	target[length < 0 ? 0 : length] = '\0';
	from = strstr(target, "../target/");
	from = from ? from + strlen("../target/") : target;
	if (normal) {
		hide_hba_in_path(from);
		char *last = strrchr(path, '/') + 1;

		last[0] = '*';
		last[1] = '\0';
	}
	add_line(path, " -> ", from, strlen(from));
}

static void walk(int parent, const char *name, const char *path);

static void add_entry(int dir, const char *name, const char *parent)
{
	struct stat st;
	char *path;

	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0 ||
	    asprintf(&path, "%s%s%s", parent, *parent ? "/" : "", name) < 0)
		return;
	if (normal)
		hide_hba_in_path(path);
	if (S_ISDIR(st.st_mode) && !ends_with(name, "statistics"))
		walk(dir, name, path);
	else if (S_ISLNK(st.st_mode))
		add_link(dir, name, path);
	else if (S_ISREG(st.st_mode) && st.st_mode & S_IRUSR)
		add_file(dir, name, path);
	free(path);
}

static bool is_hba(const char *path)
{
	return begins_with(path, "core/") && !strchr(path + strlen("core/"), '/') &&
	       strcmp(path, "core/alua");
}

static void walk(int parent, const char *name, const char *path)
{
	int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);

	if (*path && !(normal && is_hba(path)))
		add_line(path, "/", "", 0);
	if (!dir)
		return;
	for (const struct dirent *entry; (entry = readdir(dir));)
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			add_entry(fd, entry->d_name, path);
	closedir(dir);
}

static int usage(void)
{
	fputs("usage: dump [-n] [ROOT]\n", stderr);
	return 64;
}

int main(int argc, char **argv)
{
	const char *root;

	for (int c; (c = getopt(argc, argv, "n")) != -1;) {
		if (c != 'n')
			return usage();
		normal = true;
	}
	if (argc - optind > 1)
		return usage();
	root = optind < argc ? argv[optind] : "/sys/kernel/config/target";
	if (access(root, R_OK | X_OK) < 0) {
		fprintf(stderr, "dump: %s: %s\n", root, strerror(errno));
		return 1;
	}
	walk(AT_FDCWD, root, "");
	if (line_count)
		qsort(lines, line_count, sizeof *lines, compare_lines);
	for (size_t i = 0; i < line_count; i++)
		puts(lines[i]);
	return fflush(stdout) ? 1 : 0;
}
