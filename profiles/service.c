/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What systemd says of a unit. */
#include "profiles/service.h"

#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "configfs/base/spawn.h"
#include "configfs/base/text.h"

/* As systemd looks for units: what stands in the first hides the same name below. */
static const char *const places[] = {
	"/etc/systemd/system",     "/run/systemd/system", "/usr/local/lib/systemd/system",
	"/usr/lib/systemd/system", "/lib/systemd/system",
};
#define PLACE_COUNT (sizeof places / sizeof *places)

const struct manager other_managers[OTHER_MANAGERS + 1] = {
	{ "rtslib-fb-targetctl.service", "targetcli" }, /* Debian's name */
	{ "target.service", "targetcli" },              /* everybody else's */
	{ "targetclid.service", "targetcli" },
	{ 0 },
};

/* --- files ----------------------------------------------------------------------- */

static bool ends_with(const char *text, const char *end)
{
	size_t length = strlen(text), end_length = strlen(end);

	return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

/* A link to /dev/null, or an empty file. */
static bool is_mask(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && (S_ISCHR(st.st_mode) || st.st_size == 0);
}

static void find_unit(const char *root, const char *unit, struct service *service)
{
	for (size_t i = 0; i < PLACE_COUNT && !service->installed; i++) {
		autofree char *path = xasprintf("%s%s/%s", root, places[i], unit);

		service->installed = access(path, F_OK) == 0;
		service->masked = service->installed && is_mask(path);
	}
}

/* Whether something that starts wants it. */
static bool is_wanted(const char *place, const char *unit)
{
	autodir DIR *dir = opendir(place);
	const struct dirent *entry;
	struct stat st;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		if (!ends_with(entry->d_name, ".wants") &&
		    !ends_with(entry->d_name, ".requires"))
			continue;
		autofree char *link = xasprintf("%s/%s", entry->d_name, unit);
		if (fstatat(dirfd(dir), link, &st, AT_SYMLINK_NOFOLLOW) == 0)
			return true;
	}
	return false;
}

void service_look(const char *root, const char *unit, struct service *service)
{
	*service = (struct service){ 0 };
	find_unit(root, unit, service);
	for (size_t i = 0; i < PLACE_COUNT && !service->enabled; i++) {
		autofree char *place = xasprintf("%s%s", root, places[i]);

		service->enabled =
			service->installed && !service->masked && is_wanted(place, unit);
	}
}

const struct manager *other_manager_at_boot(void)
{
	for (const struct manager *other = other_managers; other->unit != NULL; other++) {
		struct service service;

		service_look("", other->unit, &service);
		if (service.enabled)
			return other;
	}
	return NULL;
}

/* --- systemd --------------------------------------------------------------------- */

bool systemd_runs(void)
{
	struct stat st;

	return lstat("/run/systemd/system", &st) == 0 && S_ISDIR(st.st_mode);
}

static const char *systemctl(void)
{
	return access("/usr/bin/systemctl", X_OK) == 0 ? "/usr/bin/systemctl"
						       : "/bin/systemctl";
}

/* One line of `systemctl show`. */
static void take_property(struct service *service, const char *line)
{
	const char *state = after_prefix(line, "ActiveState=");
	const char *status = after_prefix(line, "ExecMainStatus=");
	uint64_t number = 0;

	if (state != NULL) {
		service->active =
			strcmp(state, "active") == 0 || strcmp(state, "reloading") == 0;
		service->failed = strcmp(state, "failed") == 0;
		service->busy = strcmp(state, "activating") == 0 ||
				strcmp(state, "deactivating") == 0;
	}
	if (status != NULL && parse_uint(status, &number))
		service->status = (int)number;
}

void service_ask(const char *unit, struct service *service)
{
	const char *const words[] = {
		systemctl(),  "show",
		"--no-pager", "--property=ActiveState,ExecMainStatus",
		"--",         unit,
		NULL
	};
	autofree char *said = NULL;
	char *rest = NULL;

	service_look("", unit, service);
	if (!systemd_runs() || spawn_wait(words, &said) != 0)
		return;
	for (char *line = strtok_r(said, "\n", &rest); line != NULL;
	     line = strtok_r(NULL, "\n", &rest))
		take_property(service, line);
}

static int no_systemd(struct error *err)
{
	(void)fail(err, -ENOTSUP, "there is no systemd here");
	because(err, "it is what starts liosh with the machine");
	advise(err, "have what starts this machine run: %s", SERVICE_RESTORE);
	return -ENOTSUP;
}

int service_control(const char *const *words, struct error *err)
{
	autofree char *said = NULL;
	size_t count = 0;

	if (access(systemctl(), X_OK) < 0)
		return no_systemd(err);
	while (words[count] != NULL)
		count++;
	autofree const char **all = xcalloc(count + 2, sizeof *all);
	all[0] = systemctl();
	for (size_t i = 0; i < count; i++)
		all[i + 1] = words[i];
	int r = spawn_wait(all, &said);
	if (r == 0)
		return 0;
	(void)fail(err, -EREMOTEIO, "systemctl %s failed", words[0]);
	if (r < 0)
		because(err, "it cannot be run: %s", strerror(-r));
	else if (*said != '\0')
		because(err, "it said: %.*s", (int)strcspn(said, "\n"), said);
	return -EREMOTEIO;
}

void service_extend(unsigned seconds)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	size_t length = path == NULL ? 0 : strlen(path);

	if (length == 0 || length >= sizeof to.sun_path)
		return;
	autoclose int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	autofree char *text = xasprintf("EXTEND_TIMEOUT_USEC=%u000000", seconds);
	memcpy(to.sun_path, path, length);
	if (fd >= 0)
		(void)!sendto(
			fd, text, strlen(text), MSG_NOSIGNAL,
			(const struct sockaddr *)&to,
			(socklen_t)(offsetof(struct sockaddr_un, sun_path) + length));
}
