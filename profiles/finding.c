/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a check found, kept for one boot beside which file it was. */
#include "profiles/finding.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "configfs/base/text.h"
#include "profiles/this_boot.h"

#define FINDING_FILE "/run/liosh/finding.yaml"

/* Another file of the name, or other bytes in it, and it is another text; owned, NULL:
 * there is no such file. */
static char *which(const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return NULL;
	return xasprintf("%ju %ju %jd %jd.%09ld", (uintmax_t)st.st_dev,
			 (uintmax_t)st.st_ino, (intmax_t)st.st_size,
			 (intmax_t)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
}

static void add_number(struct item *words, const char *key, unsigned number)
{
	autofree char *text = xasprintf("%u", number);

	item_add(words, key, item_scalar(text));
}

void finding_keep(const char *path, const struct error *problems)
{
	struct item *objects = item_new(ITEM_MAPPING);
	autofree char *file = which(path);

	if (problems->code != 0 && file != NULL) {
		struct item *words = item_add(objects, path, item_new(ITEM_MAPPING));

		item_add(words, "file", item_scalar(file));
		item_add(words, "what", item_scalar(problems->what));
		if (problems->why != NULL)
			item_add(words, "why", item_scalar(problems->why));
		add_number(words, "line", problems->mark.line);
		add_number(words, "count", error_count(problems));
	}
	(void)!this_boot_write(FINDING_FILE, objects);
}

static const char *word(const struct item *words, const char *key)
{
	const struct item *item = words == NULL ? NULL : item_find(words, key);

	return item != NULL && item->kind == ITEM_SCALAR ? item->text : NULL;
}

static unsigned number(const struct item *words, const char *key)
{
	const char *text = word(words, key);
	uint64_t value = 0;

	return text != NULL && parse_uint(text, &value) ? (unsigned)value : 0;
}

void finding_read(const char *path, struct error *first, unsigned *count)
{
	autoitem struct item *objects = NULL;

	(void)!this_boot_read(FINDING_FILE, &objects);
	const struct item *words = objects == NULL ? NULL : item_find(objects, path);
	autofree char *file = which(path);
	const char *what = word(words, "what"), *why = word(words, "why");
	const struct mark mark = { .file = path,
				   .line = number(words, "line"),
				   .column = 1 };

	*count = 0;
	if (what == NULL || file == NULL || !text_equal(word(words, "file"), file))
		return;
	error_set(first, &mark, -EINVAL, "%s", what);
	if (why != NULL)
		because(first, "%s", why);
	*count = number(words, "count");
}
