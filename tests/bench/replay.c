/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Repeats recorded calls on configfs, one after the other and nothing else: the time that
 * the kernel itself takes.  Reads `CALL PATH TEXT` lines, apart by tabs, from standard
 * input; TEXT is escaped as C does.  Prints how many calls failed; that must be none.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct call {
	const char *name, *path, *text;
};

/* \n, \t, \\, \" and octal, in place. */
static void unescape(char *text)
{
	char *to = text;

	for (const char *from = text; *from != '\0';) {
		if (*from != '\\') {
			*to++ = *from++;
			continue;
		}
		from++;
		if (*from >= '0' && *from <= '7') {
			char *end;
			char digits[4] = { 0 };

			strncpy(digits, from, 3);
			*to++ = (char)strtol(digits, &end, 8);
			from += end - digits;
		} else {
			*to++ = *from == 'n' ? '\n' : *from == 't' ? '\t' : *from;
			from++;
		}
	}
	*to = '\0';
}

static int read_file(const char *path)
{
	char buffer[4096];
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -1;
	/* Some cannot be read now: liosh met the same. */
	if (read(fd, buffer, sizeof buffer) < 0)
		errno = 0;
	return close(fd);
}

static int write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	size_t length = strlen(text);

	if (fd < 0)
		return -1;
	ssize_t written = write(fd, text, length);
	close(fd);
	return written == (ssize_t)length ? 0 : -1;
}

static int list_directory(const char *path)
{
	DIR *dir = opendir(path);

	if (dir == NULL)
		return -1;
	while (readdir(dir) != NULL)
		;
	return closedir(dir);
}

static int run(const struct call *call)
{
	if (strcmp(call->name, "mkdir") == 0)
		return mkdir(call->path, 0755);
	if (strcmp(call->name, "rmdir") == 0)
		return rmdir(call->path);
	if (strcmp(call->name, "unlink") == 0)
		return unlink(call->path);
	if (strcmp(call->name, "link") == 0)
		return symlink(call->text, call->path);
	if (strcmp(call->name, "write") == 0)
		return write_file(call->path, call->text);
	if (strcmp(call->name, "list") == 0)
		return list_directory(call->path);
	return read_file(call->path);
}

static struct call *read_calls(size_t *count)
{
	struct call *calls = NULL;
	size_t room = 0;
	char *line = NULL;
	size_t length = 0;

	while (getline(&line, &length, stdin) > 0) {
		char *rest = strdup(line);

		if (rest == NULL)
			exit(2);
		rest[strcspn(rest, "\n")] = '\0';
		if (*count == room) {
			room = room == 0 ? 1024 : 2 * room;
			calls = reallocarray(calls, room, sizeof *calls);
			if (calls == NULL)
				exit(2);
		}
		struct call *call = &calls[(*count)++];
		call->name = strsep(&rest, "\t");
		call->path = strsep(&rest, "\t");
		call->text = rest == NULL ? "" : rest;
		if (rest != NULL)
			unescape(rest);
	}
	free(line);
	return calls;
}

int main(void)
{
	size_t count = 0, failed = 0;
	struct call *calls = read_calls(&count);
	struct timespec before, after;

	clock_gettime(CLOCK_MONOTONIC, &before);
	for (size_t i = 0; i < count; i++) {
		if (run(&calls[i]) == 0)
			continue;
		if (failed++ == 0)
			fprintf(stderr, "replay: %s %s: %s\n", calls[i].name,
				calls[i].path, strerror(errno));
	}
	clock_gettime(CLOCK_MONOTONIC, &after);
	printf("%.2f %zu %zu\n",
	       (double)(after.tv_sec - before.tv_sec) +
		       (double)(after.tv_nsec - before.tv_nsec) / 1e9,
	       count, failed);
	return failed != 0;
}
