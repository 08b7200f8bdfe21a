/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small files that are kept for one user from run to run. */
#include "configfs/base/state.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/mem.h"

/* NULL: nothing is kept. */
static char *path_of(const char *name)
{
	const char *state = secure_getenv("XDG_STATE_HOME");
	const char *home = secure_getenv("HOME");
	struct stat st;

	if (state != NULL && *state == '/')
		return xasprintf("%s/liosh/%s", state, name);
	if (home == NULL || *home != '/' || stat(home, &st) < 0 || st.st_uid != geteuid())
		return NULL;
	return xasprintf("%s/.local/state/liosh/%s", home, name);
}

FILE *state_open(const char *name)
{
	autofree char *path = path_of(name);
	struct stat st;

	if (path == NULL)
		return NULL;
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return NULL;
	bool own = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_uid == geteuid();
	FILE *file = own ? fdopen(fd, "r") : NULL;
	if (file == NULL)
		close(fd);
	return file;
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

void state_keep(const char *name, const char *text)
{
	autofree char *path = path_of(name);

	if (path == NULL)
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
	bool written = fputs(text, file) >= 0;
	if (fclose(file) != 0 || !written || rename(fresh, path) < 0)
		(void)unlink(fresh);
}

void state_drop(const char *name)
{
	autofree char *path = path_of(name);

	if (path != NULL)
		(void)unlink(path);
}
