/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kernel saves persistent registrations in a file and never reads them: we do. */
#include "configfs/aptpl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"

/* One write takes a page. */
#define BLOCK_MAX 4000

static void add_block(struct text *block, char ***blocks, size_t *count)
{
	if (block->length > 0 && block->length < BLOCK_MAX) {
		grow(*blocks, *count);
		(*blocks)[(*count)++] = text_take(block);
	}
	text_free(block);
}

/* Blocks stand between PR_REG_START and PR_REG_END, a key=value a line; the kernel takes
 * them joined by commas. */
static size_t read_blocks(FILE *file, char ***blocks)
{
	struct text block = { 0 };
	char line[1024];
	size_t count = 0;

	while (fgets(line, sizeof line, file) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (starts_with(line, "PR_REG_START"))
			text_free(&block);
		else if (starts_with(line, "PR_REG_END"))
			add_block(&block, blocks, &count);
		else if (strchr(line, '=') != NULL)
			text_addf(&block, "%s%s", block.length == 0 ? "" : ",", line);
	}
	text_free(&block);
	return count;
}

size_t aptpl_read(const struct fs *fs, const char *serial, char ***blocks)
{
	autofree char *dbroot = NULL;

	*blocks = NULL;
	/* The kernel builds the path from the serial just like this. */
	if (*serial == '\0' || strchr(serial, '/') != NULL)
		return 0;
	if (fs_read_text(fs, "dbroot", &dbroot) < 0)
		dbroot = xstrdup("/etc/target");
	autofree char *path = xasprintf("%s/pr/aptpl_%s", dbroot, serial);
	autofile FILE *file = fopen(path, "re");
	return file == NULL ? 0 : read_blocks(file, blocks);
}
