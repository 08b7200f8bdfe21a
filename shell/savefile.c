/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a configuration is read from or saved to, and what a save settles. */
#include "shell/savefile.h"

#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"
#include "profiles/pending.h"
#include "shell/args.h"

int savefile_check(const struct call *call, struct error *err)
{
	const struct word *word = arg_word(call, "savefile");

	if (word == NULL || *word->text != '\0')
		return 0;
	struct mark mark = word_mark(call, word);
	(void)fail_at(err, &mark, -ENOSYS, "the name of the file is empty");
	advise(err, "leave the word out for %s, or name a file", PROFILE_DEFAULT);
	return -ENOSYS;
}

char *savefile_path(const struct call *call)
{
	const struct shell *shell = call->shell;
	const char *given = arg_text(call, "savefile", NULL);
	const char *home = getenv("HOME");

	if (given == NULL)
		return xstrdup(shell->profile != NULL ? shell->profile_path
						      : PROFILE_DEFAULT);
	if (starts_with(given, "~/") && home != NULL)
		return xasprintf("%s/%s", home, given + 2);
	return xstrdup(given);
}

char *restored_file(const struct call *call)
{
	return arg_word(call, "savefile") == NULL ? xstrdup(PROFILE_DEFAULT)
						  : savefile_path(call);
}

bool savefile_is_open(const struct shell *shell, const char *path)
{
	return shell->profile != NULL && profile_same_place(path, shell->profile_path);
}

/* Saved where the next boot finds it, with nothing left out. */
static bool is_all_that_runs(const struct shell *shell, const struct saving *saving)
{
	return saving->whole && shell->profile == NULL &&
	       !(saving->flags & EMIT_TARGETCLI) && profile_is_default(saving->path);
}

int savefile_write(struct shell *shell, const struct saving *saving,
		   struct error *warnings, struct error *err)
{
	if (savefile_is_open(shell, saving->path))
		return shell_save_tree(shell, saving->tree, saving->flags, warnings, err);
	int r = profile_save(saving->path, saving->tree, saving->flags, warnings, err);
	if (r == 0 && is_all_that_runs(shell, saving)) {
		(void)!pending_write(NULL, NULL);
		pending_end();
		shell->unsaved = 0;
	}
	return r;
}
