/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The history file: private, written whole, followed nowhere. */
#include "shell/history.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <readline/history.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"
#include "shell/words.h"

#define LINES_KEPT 1000

/* NULL: no file is kept (no home, or the home of somebody else, as under sudo). */
static char *file_path(void)
{
	const char *state = secure_getenv("XDG_STATE_HOME");
	const char *home = secure_getenv("HOME");
	struct stat st;

	if (state != NULL && *state == '/')
		return xasprintf("%s/liosh/history", state);
	if (home == NULL || *home != '/' || stat(home, &st) < 0 || st.st_uid != geteuid())
		return NULL;
	return xasprintf("%s/.local/state/liosh/history", home);
}

static FILE *open_own(const char *path)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	struct stat st;

	if (fd < 0)
		return NULL;
	bool own = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_uid == geteuid();
	FILE *file = own ? fdopen(fd, "r") : NULL;
	if (file == NULL)
		close(fd);
	return file;
}

void history_load(void)
{
	autofree char *path = file_path();
	autofile FILE *file = path == NULL ? NULL : open_own(path);
	autofree char *line = NULL;
	size_t room = 0;

	using_history();
	stifle_history(LINES_KEPT);
	while (file != NULL && text_read_line(file, &line, &room) >= 0)
		add_history(line);
}

static void make_parents(char *path)
{
	for (char *slash = strchr(path + 1, '/'); slash != NULL;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		(void)mkdir(path, 0700);
		*slash = '/';
	}
}

/* What cannot be written is not worth an error: the commands count. */
static void write_file(void)
{
	autofree char *path = file_path();
	HIST_ENTRY **entries = history_list();

	if (path == NULL || entries == NULL)
		return;
	make_parents(path);
	autofree char *fresh = xasprintf("%s.XXXXXX", path);
	int fd = mkostemp(fresh, O_CLOEXEC);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
	if (file == NULL) {
		if (fd >= 0)
			close(fd);
		return;
	}
	for (; *entries != NULL; entries++)
		fprintf(file, "%s\n", (*entries)->line);
	bool ok = !ferror(file);
	if (fclose(file) != 0 || !ok || rename(fresh, path) < 0)
		(void)unlink(fresh);
}

void history_store(const char *line)
{
	if (*line == '\0' || *line == ' ' || text_has_secret(line))
		return;
	const HIST_ENTRY *last = history_length > 0
					 ? history_get(history_base + history_length - 1)
					 : NULL;
	if (last != NULL && strcmp(last->line, line) == 0)
		return;
	add_history(line);
	write_file();
}
