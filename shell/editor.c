/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An editor is run with its file and the options that its variable has, and no more. */
#include "shell/editor.h"

#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/spawn.h"

#define OPTIONS_MOST 16

struct editor {
	const char *words[OPTIONS_MOST + 2]; /* the file goes behind them */
	size_t count;
};

static const char *const usual[] = { "sensible-editor", "editor", "nano", "vi" };

static const char *wanted(void)
{
	static const char *const names[] = { "VISUAL", "EDITOR" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *value = getenv(names[i]);

		if (value != NULL && *value != '\0')
			return value;
	}
	return NULL;
}

/* What follows the name could be files that nobody meant to be edited. */
static int split(char *command, struct editor *editor, struct error *err)
{
	char *rest = command, *word;

	while ((word = strsep(&rest, " \t")) != NULL) {
		bool is_option =
			(*word == '-' || *word == '+') && strcmp(word, "--") != 0;

		if (*word == '\0')
			continue;
		if (editor->count == OPTIONS_MOST || (editor->count > 0 && !is_option)) {
			(void)fail(err, -ENOSYS, "'%s' is no option of an editor", word);
			because(err,
				"only options may follow its name in VISUAL and EDITOR");
			return -ENOSYS;
		}
		editor->words[editor->count++] = word;
	}
	return editor->count > 0 ? 0
				 : fail(err, -ENOSYS, "VISUAL and EDITOR name no editor");
}

/* Some ways to run a program tell only by this status that there is none. */
static bool is_missing(int status)
{
	return status == -ENOENT || status == 127;
}

static int run_usual(const char *path)
{
	int status = -ENOENT;

	for (size_t i = 0; is_missing(status) && i < sizeof usual / sizeof *usual; i++) {
		const char *const words[] = { usual[i], path, NULL };

		status = spawn_on_terminal(words);
	}
	return status;
}

static int ended(const struct editor *editor, int status, struct error *err)
{
	const char *name = editor->count == 0 ? "here" : editor->words[0];

	if (is_missing(status)) {
		(void)fail(err, -ENOSYS, "there is no editor %s", name);
		advise(err, "set VISUAL or EDITOR to one that is installed");
		return -ENOSYS;
	}
	if (status < 0)
		return fail(err, -ENOSYS, "cannot run the editor %s: %s", name,
			    strerror(-status));
	return fail(err, -EINTR, "the editor ended with status %d", status);
}

int editor_run(const char *path, struct error *err)
{
	autofree char *command = xstrdup_null(wanted());
	struct editor editor = { 0 };
	int r = command == NULL ? 0 : split(command, &editor, err);

	if (r < 0)
		return r;
	editor.words[editor.count] = path;
	int status =
		editor.count == 0 ? run_usual(path) : spawn_on_terminal(editor.words);
	return status == 0 ? 0 : ended(&editor, status, err);
}
