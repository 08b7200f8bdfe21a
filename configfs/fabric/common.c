/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What fabrics share: names of ports, and the machine's ports. */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/fabric/fabrics.h"

#define WWN_DIGITS 16

static bool all_hex(const char *text, size_t length)
{
	return strspn(text, "0123456789abcdef") >= length;
}

char *naa_to_colons(const char *wwn)
{
	const char *digits = after_prefix(wwn, "naa.");
	struct text text = { 0 };

	if (digits == NULL || strlen(digits) != WWN_DIGITS ||
	    !all_hex(digits, WWN_DIGITS))
		return xstrdup(wwn);
	for (size_t i = 0; i < WWN_DIGITS; i += 2)
		text_addf(&text, "%s%.2s", i == 0 ? "" : ":", digits + i);
	return text_take(&text);
}

char *colons_to_naa(const char *dir)
{
	char digits[WWN_DIGITS + 1] = "";

	if (strlen(dir) != WWN_DIGITS / 2 * 3 - 1)
		return xstrdup(dir);
	for (size_t i = 0; i < WWN_DIGITS / 2; i++) {
		const char *pair = dir + 3 * i;

		if (!all_hex(pair, 2) || (pair[2] != ':' && pair[2] != '\0'))
			return xstrdup(dir);
		memcpy(digits + 2 * i, pair, 2);
	}
	return xasprintf("naa.%s", digits);
}

char *sys_line(const char *path)
{
	autofile FILE *file = fopen(path, "re");
	char line[256] = "";

	if (file == NULL || fgets(line, sizeof line, file) == NULL)
		return NULL;
	line[strcspn(line, "\n")] = '\0';
	return xstrdup(line);
}

void sys_glob(const char *pattern, void (*fn)(const char *path, void *data), void *data)
{
	glob_t found = { 0 };

	if (glob(pattern, 0, NULL, &found) == 0)
		for (size_t i = 0; i < found.gl_pathc; i++)
			fn(found.gl_pathv[i], data);
	globfree(&found);
}

struct search {
	const char *driver;
	void (*add)(const char *wwn, void *data);
	void *data;
};

/* …/host3 → its port_name, 0x2100…, if the driver is the right one. */
static void look_at_host(const char *path, void *data)
{
	const struct search *search = data;
	autofree char *symbolic = xasprintf("%s/symbolic_name", path);
	autofree char *port = xasprintf("%s/port_name", path);
	autofree char *driver = sys_line(symbolic);
	autofree char *name = sys_line(port);

	if (driver == NULL || name == NULL || !starts_with(driver, search->driver) ||
	    !starts_with(name, "0x"))
		return;
	autofree char *wwn = xasprintf("naa.%s", name + 2);
	search->add(wwn, search->data);
}

void fc_ports(const char *driver, void (*add)(const char *wwn, void *data), void *data)
{
	struct search search = { driver, add, data };

	sys_glob("/sys/class/fc_host/host*", look_at_host, &search);
}
