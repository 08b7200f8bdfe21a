/* SPDX-License-Identifier: GPL-3.0-or-later */
/* diff: what `apply` of a profile would do, as changes or as the writes themselves. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "shell/args.h"
#include "shell/commands.h"
#include "shell/complete_args.h"
#include "shell/print.h"
#include "shell/restore.h"
#include "shell/savefile.h"

struct diff {
	struct shell *shell;
	const char *path; /* of the script; NULL: standard output */
	char *script;     /* owned */
	bool has_secrets;
};

static void show(const struct plan *plan, void *data)
{
	struct diff *diff = data;

	print_plan(diff->shell, plan);
}

static void keep_script(const struct plan *plan, void *data)
{
	struct diff *diff = data;

	diff->shell->differs = diff->shell->differs || plan->change_count > 0;
	diff->script = plan_script(plan, false, &diff->has_secrets);
}

static int print_script(const struct diff *diff, struct error *err)
{
	FILE *out = diff->shell->out;

	if (diff->has_secrets && (isatty(fileno(out)) || others_can_read(out))) {
		error_set(err, NULL, -EPERM, "these writes hold secrets");
		because(err,
			"a terminal, or a file that others can read, would keep them");
		advise(err, "'diff FILE writes=SCRIPT' writes a file that only you can "
			    "read");
		return -EPERM;
	}
	fputs(diff->script, out);
	return 0;
}

/* What a script could not be written for. */
static int not_written(const char *path, int reason, struct error *err)
{
	int code = reason == EEXIST ? -EEXIST : reason == ENOSPC ? -ENOSPC : -EIO;

	error_set(err, NULL, code, "cannot write %s: %s", path, strerror(reason));
	if (reason == EEXIST)
		advise(err, "give a name that is not taken, or remove that file");
	return code;
}

static int write_script(const struct diff *diff, struct error *err)
{
	int file = open(diff->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (file < 0)
		return not_written(diff->path, errno, err);
	FILE *out = fdopen(file, "w");
	bool written = out != NULL && fputs(diff->script, out) >= 0;
	int reason = errno;
	if (out == NULL ? close(file) < 0 : fclose(out) != 0) {
		written = false;
		reason = errno;
	}
	if (!written) {
		unlink(diff->path);
		return not_written(diff->path, reason, err);
	}
	shell_note(diff->shell, "Writes saved to %s", diff->path);
	return 0;
}

/* "true" (as in --writes) and "-": standard output, else a file. */
static int wants_script(const struct call *call, struct diff *diff, bool *wanted,
			struct error *err)
{
	const struct word *word = arg_word(call, "writes");

	*wanted = false;
	if (word == NULL || *word->text == '\0')
		return 0;
	*wanted = true;
	if (strcmp(word->text, "-") != 0 && !parse_bool(word->text, wanted))
		diff->path = word->text;
	if (!*wanted || call->shell->profile == NULL)
		return 0;
	struct mark mark = word_mark(call, word);
	(void)fail_at(err, &mark, -ENOSYS,
		      "writes are made into the kernel, there are "
		      "none between two profiles");
	advise(err, "give the command without -f");
	return -ENOSYS;
}

static int run_diff(const struct call *call, struct error *err)
{
	struct diff diff = { .shell = call->shell };
	autofree char *path = savefile_path(call);
	bool script = false;
	struct restore restore = {
		.path = path,
		.flags = OVERLAY_REPLACE,
		.check_only = true,
		.data = &diff,
	};
	int r = savefile_check(call, err);

	if (r == 0)
		r = wants_script(call, &diff, &script, err);
	restore.planned = script ? keep_script : show;
	if (r == 0)
		r = restore_profile(call->shell, &restore, err);
	if (r == 0 && script)
		r = diff.path == NULL ? print_script(&diff, err)
				      : write_script(&diff, err);
	if (diff.script != NULL)
		secret_free(diff.script);
	return r;
}

static const struct command_arg args[] = {
	{ .name = "savefile",
	  .help = "a profile; left out: the saved one, with -f its file" },
	{ .name = "writes",
	  .is_switch = true,
	  .help = "a file for the writes, as a script for sh; --writes prints it" },
	{ 0 },
};

const struct command cmd_diff = {
	.name = "diff",
	.help = "Shows what making the configuration equal to a profile would do.\n"
		"+ is made, ~ changed, - taken away, -/+ made anew; between brackets "
		"what "
		"initiators\nnotice.  Exit status: 0 no difference, 1 there are some.  "
		"With "
		"writes= the very writes\ncome as a script that needs no liosh.",
	.where = ON(CLASS_ROOT),
	.args = args,
	.complete = complete_file,
	.run = run_diff,
};
