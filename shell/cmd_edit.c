/* SPDX-License-Identifier: GPL-3.0-or-later */
/* edit: a profile in the user's editor, checked before anything is done with it. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "shell/args.h"
#include "shell/commands.h"
#include "shell/complete_args.h"
#include "shell/draft.h"
#include "shell/editor.h"
#include "shell/print.h"
#include "shell/restore.h"
#include "shell/savefile.h"

struct editing {
	struct shell *shell;
	struct draft draft;
	bool own;  /* it is the file of -f: what it says is what is open */
	bool done; /* nothing is left of the copy that is wanted */
};

/* --- questions ------------------------------------------------------------------- */

/* What can be answered: the word, or its first letter. */
#define ANSWERS_MOST 5
struct question {
	const char *text;
	const char *words[ANSWERS_MOST + 1]; /* the first is meant by no answer */
};

static const struct question what_of_own = {
	"[s]ave, [e]dit again, or [L]eave it?",
	{ "leave", "save", "edit" },
};
static const struct question what_of_file = {
	"[a]pply, [s]ave, [b]oth, [e]dit again, or [L]eave it?",
	{ "leave", "apply", "save", "both", "edit" },
};
static const struct question whether_again = { "Edit it again? [Y/n]", { "yes", "no" } };

/* The first letter of the word that is meant; 0: of none. */
static char understood(const struct question *question, const char *answer)
{
	if (*answer == '\0')
		return *question->words[0];
	for (const char *const *word = question->words; *word != NULL; word++) {
		bool is_letter =
			tolower((unsigned char)answer[0]) == **word && answer[1] == '\0';

		if (is_letter || strcasecmp(answer, *word) == 0)
			return **word;
	}
	return '\0';
}

/* The first letter of what was answered; 0: Ctrl-C or the end. */
static char ask(const struct editing *editing, const struct question *question)
{
	char answer[16], letter;

	while (!interrupted) {
		fflush(editing->shell->out);
		fprintf(editing->shell->errors, "%s ", question->text);
		fflush(editing->shell->errors);
		if (read_typed(answer, sizeof answer) < 0)
			break;
		letter = understood(question, answer);
		if (letter != '\0')
			return letter;
	}
	fputc('\n', editing->shell->errors);
	return 0;
}

/* --- looked at ------------------------------------------------------------------- */

static void show(const struct plan *plan, void *data)
{
	struct editing *editing = data;

	if (plan->change_count == 0)
		fprintf(editing->shell->errors, "It says what is there already.\n");
	else
		print_plan(editing->shell, plan);
}

/* All that a restore would find wrong, and then what it would do. */
static int look(struct editing *editing, struct error *err)
{
	const struct restore restore = {
		.path = editing->draft.copy,
		.flags = OVERLAY_REPLACE,
		.check_only = true,
		.planned = show,
		.data = editing,
	};
	bool differs = editing->shell->differs;
	int r = restore_profile(editing->shell, &restore, err);

	editing->shell->differs = differs;
	return r;
}

/* --- done ------------------------------------------------------------------------ */

static int apply(struct editing *editing, struct error *err)
{
	const struct restore restore = {
		.path = editing->draft.copy,
		.flags = OVERLAY_REPLACE,
	};
	int r = restore_profile(editing->shell, &restore, err);

	if (r == 0)
		shell_note(editing->shell, "Configuration is now what you wrote");
	return r;
}

static int save(struct editing *editing, struct error *err)
{
	struct shell *shell = editing->shell;
	int r = profile_save_text(editing->draft.path, &editing->draft.saves, err);

	if (r == 0 && editing->own)
		r = shell_read_again(shell, err);
	if (r == 0)
		shell_note(shell, "Saved to %s", editing->draft.path);
	return r;
}

static int carry_out(struct editing *editing, char letter, struct error *err)
{
	int r = 0;

	editing->done = letter == 'a' || letter == 's' || letter == 'b';
	if (letter == 'a' || letter == 'b')
		r = apply(editing, err);
	if (r == 0 && (letter == 's' || letter == 'b'))
		r = save(editing, err);
	if (r == 0 && letter == 'b' && strcmp(editing->draft.path, PROFILE_DEFAULT) == 0)
		editing->shell->unsaved = 0;
	if (r < 0)
		editing->done = false;
	return r;
}

static int ask_what(struct editing *editing, bool *again, struct error *err)
{
	char letter = ask(editing, editing->own ? &what_of_own : &what_of_file);

	*again = letter == 'e';
	if (letter == 0)
		return fail(err, -EINTR, "interrupted: nothing was done");
	return carry_out(editing, letter, err);
}

/* Wrong: again, or it is left as it is. */
static int ask_again(struct editing *editing, bool *again, struct error *err)
{
	print_error(editing->shell, err);
	*again = ask(editing, &whether_again) == 'y';
	if (*again)
		error_clear(err);
	if (*again)
		return 0;
	int code = err->code;
	error_clear(err);
	return fail(err, code, "%s is as it was", editing->draft.path);
}

static int edit_once(struct editing *editing, bool *again, struct error *err)
{
	bool changed = false;
	int r = editor_run(editing->draft.copy, err);
	int read = draft_read(&editing->draft, &changed, err);

	*again = false;
	if (read < 0)
		return read;
	if (!changed) {
		editing->done = true;
		if (r == 0)
			shell_note(editing->shell, "Nothing was changed");
		return r;
	}
	if (r < 0)
		return r;
	r = look(editing, err);
	return r < 0 ? ask_again(editing, again, err) : ask_what(editing, again, err);
}

static int edit(struct editing *editing, struct error *err)
{
	bool again = true;
	int r = 0;

	while (r == 0 && again)
		r = edit_once(editing, &again, err);
	if (!editing->done) {
		autofree char *copy = escape_text(editing->draft.copy);
		fprintf(editing->shell->errors, "note: what you wrote is in %s\n", copy);
	}
	return r;
}

static int run_edit(const struct call *call, struct error *err)
{
	struct shell *shell = call->shell;
	autofree char *path = savefile_path(call);
	struct editing editing = { .shell = shell };
	int r = savefile_check(call, err);

	if (r == 0 && shell->check)
		return fail(err, -ENOSYS,
			    "edit shows what it would do, and asks: no --check");
	if (r == 0 && (!shell->is_terminal || !isatty(STDOUT_FILENO))) {
		(void)fail(err, -ENOSYS, "edit needs a terminal");
		because(err, "it opens an editor, and asks what to do with the file");
		return -ENOSYS;
	}
	if (r == 0)
		r = draft_begin(shell, path, &editing.draft, err);
	editing.own = shell->profile != NULL && strcmp(path, shell->profile_path) == 0;
	if (r == 0)
		r = edit(&editing, err);
	draft_end(&editing.draft, editing.done);
	return r;
}

static const struct command_arg args[] = {
	{ .name = "savefile",
	  .help = "a profile; left out: the saved one, with -f its file" },
	{ 0 },
};

const struct command cmd_edit = {
	.name = "edit",
	.help = "Opens a profile in your editor ($VISUAL, $EDITOR).\n"
		"You edit a private copy.  Once you leave the editor it is checked, what "
		"it "
		"would change is\nshown, and you say whether it is applied, saved, both, "
		"or "
		"left.  What is left, or\nwrong, is kept in the copy, whose name is "
		"told.  Comments stay; with -f, where changes are\nnot saved yet, it is "
		"those that you edit, and the comments of the file go.",
	.where = ON(CLASS_ROOT),
	.args = args,
	.complete = complete_file,
	.run = run_edit,
};
