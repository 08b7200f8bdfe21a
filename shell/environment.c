/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The environment that root may be given by somebody else is cut to what is harmless. */
#include "shell/environment.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/mem.h"
#include "configfs/base/parse.h"
#include "configfs/base/text.h"

void open_standard_files(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 &&
		    open("/dev/null", fd == 0 ? O_RDWR : O_RDONLY) != fd)
			_exit(71);
	(void)close_range(3, ~0U, 0);
}

void forbid_dumps(void)
{
	const struct rlimit none = { 0, 0 };

	(void)setrlimit(RLIMIT_CORE, &none);
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

static bool is_term(const char *value)
{
	size_t length = strlen(value);

	return length >= 1 && length <= 32 &&
	       strspn(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
			     "0123456789._+-") == length;
}

static bool is_size(const char *value)
{
	uint64_t number = 0;

	return parse_uint(value, &number) && number >= 1 && number <= 10000;
}

static bool is_path(const char *value)
{
	return *value == '/';
}

static bool is_locale(const char *value)
{
	return strchr(value, '/') == NULL;
}

static bool is_anything(const char *value)
{
	(void)value;
	return true;
}

/* Which options may follow is for whoever runs it to say. */
static bool is_editor(const char *value)
{
	return *value != '\0' && text_is_printable(value);
}

/* Where systemd listens, and nobody else. */
static bool is_systemd(const char *value)
{
	return strcmp(value, "/run/systemd/notify") == 0;
}

static const struct {
	const char *name;
	bool (*fits)(const char *value);
} allowed[] = {
	{ "TERM", is_term },
	{ "LINES", is_size },
	{ "COLUMNS", is_size },
	{ "HOME", is_path },
	{ "XDG_CONFIG_HOME", is_path },
	{ "XDG_STATE_HOME", is_path },
	{ "LANG", is_locale },
	{ "LC_ALL", is_locale },
	{ "LC_CTYPE", is_locale },
	{ "LC_MESSAGES", is_locale },
	{ "NO_COLOR", is_anything },
	{ "TZ", is_locale },
	{ "VISUAL", is_editor },
	{ "EDITOR", is_editor },
	{ "SUDO_USER", is_anything },
	{ "NOTIFY_SOCKET", is_systemd },
};
#define ALLOWED_COUNT (sizeof allowed / sizeof *allowed)

void clean_environment(void)
{
	char *kept[ALLOWED_COUNT] = { NULL };

	if (geteuid() != 0)
		return;
	for (size_t i = 0; i < ALLOWED_COUNT; i++) {
		const char *value = getenv(allowed[i].name);

		if (value != NULL && allowed[i].fits(value))
			kept[i] = xstrdup(value);
	}
	clearenv();
	setenv("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", 1);
	/* readline would otherwise look for the user's own key bindings. */
	setenv("INPUTRC", "/dev/null", 1);
	for (size_t i = 0; i < ALLOWED_COUNT; i++) {
		if (kept[i] != NULL)
			setenv(allowed[i].name, kept[i], 1);
		free(kept[i]);
	}
}
