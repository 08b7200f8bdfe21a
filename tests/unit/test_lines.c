/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands that are cut into rows: a shell makes the same of the rows, at every width. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"
#include "tests/unit/expect.h"
#include "tui/lines.h"

static const char *const commands[] = {
	"printf '%s|' one two three four five six seven eight nine ten eleven twelve",
	"printf '%s|' 'it'\\''s a long pass word of mine' and more of it after that",
	"printf '%s|' \"a \\\" b \\\" c d e f g h i j\" 'x  y' \\' z\\ z and the rest",
	"printf '%s|' a-very-long-name-without-a-blank-anywhere-in-it-at-all end",
};

/* What sh prints for it, owned. */
static char *told(const char *script)
{
	autofree char *word = quote_for_sh(script);
	autofree char *line = xasprintf("sh -c %s 2>&1", word);
	FILE *pipe = popen(line, "re");
	char buffer[4096];
	size_t length = pipe == NULL ? 0 : fread(buffer, 1, sizeof buffer - 1, pipe);

	buffer[length] = '\0';
	if (pipe != NULL)
		pclose(pipe);
	return xstrdup(buffer);
}

static void test_command(const char *command, int width)
{
	struct lines lines = { .continues = " \\" };
	struct text script = { 0 };

	lines_set(&lines, command);
	lines_wrap(&lines, width);
	for (size_t i = 0; i < lines.count; i++)
		text_addf(&script, "%s\n", lines_get(&lines, (int)i));
	autofree char *row = xasprintf("%s at %d", command, width);
	autofree char *is = told(script.data), *should = told(command);
	/* One that cannot be cut is a comment alone: nothing of it is run. */
	expect(row, is, *script.data == '#' && lines.count == 1 ? "" : should);
	text_free(&script);
	lines_free(&lines);
}

static void test_comment(void)
{
	struct lines lines = { .continues = " \\" };

	lines_set(&lines, "#     iscsiadm -m node -T iqn.2026-11.org.example:x --logout");
	lines_wrap(&lines, 30);
	for (size_t i = 0; i < lines.count; i++)
		expect("what is left of a comment",
		       *lines_get(&lines, (int)i) == '#' ? "#" : "-", "#");
	lines_free(&lines);
}

int main(void)
{
	for (size_t i = 0; i < COUNT(commands); i++)
		for (int width = 12; width < 90; width += 3)
			test_command(commands[i], width);
	test_comment();
	return failures > 0;
}
