/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which word stands at the cursor, who knows its candidates, and how they are shown. */
#include "shell/complete.h"

#include <stdlib.h>
#include <string.h>

#include <readline/readline.h>

#include "configfs/base/cleanup.h"
#include "shell/args.h"
#include "shell/complete_args.h"
#include "shell/print.h"
#include "shell/run.h"
#include "shell/view.h"
#include "shell/wrap.h"

/* readline's callbacks take no argument of ours. */
static struct shell *at_prompt;
static struct candidates shown;

/* --- the word at the cursor ------------------------------------------------------ */

/* Splits what stands before the cursor; an open quote is closed for that. */
static bool split_before(const char *text, struct line *line)
{
	static const char *const endings[] = { "", "'", "\"", " " };

	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		autoerror struct error ignored = { 0 };
		autofree char *closed = xasprintf("%s%s", text, endings[i]);

		if (line_split(closed, NULL, line, &ignored) == 0)
			return true;
		line_free(line);
	}
	return false;
}

/* An empty word at the end if the cursor stands behind a blank. */
static void add_empty_word(struct line *line, const char *text)
{
	size_t length = strlen(text);
	const struct word *last = line->count == 0 ? NULL : &line->words[line->count - 1];

	if (last != NULL && !last->ends && last->column - 1 + last->length >= length)
		return;
	grow(line->words, line->count);
	line->words[line->count++] =
		(struct word){ .text = xstrdup(""), .column = (unsigned)length + 1 };
}

/* The first word of the command that the cursor is in. */
static size_t command_start(const struct line *line)
{
	size_t at = line->count;

	while (at > 0 && !line->words[at - 1].ends)
		at--;
	return at;
}

/* --- candidates ------------------------------------------------------------------ */

static void add_paths(const struct call *call, struct candidates *found)
{
	const struct preferences *preferences = &call->shell->preferences;

	complete_path(call, "path", found);
	for (size_t i = 0; i < preferences->bookmark_count; i++) {
		const struct bookmark *bookmark = &preferences->bookmarks[i];
		autofree char *text = xasprintf("@%s", bookmark->name);

		candidate_add(found, text, bookmark->path);
	}
}

static void add_commands(const struct node *node, struct candidates *found)
{
	for (const struct command *const *at = commands; *at != NULL; at++) {
		if (!command_offered(*at, node))
			continue;
		autofree char *help = xstrndup((*at)->help, strcspn((*at)->help, "\n"));
		candidate_add(found, (*at)->name, help);
	}
}

/* The argument that the word at the cursor is for; NULL: one more of TAKES_…. */
static const char *arg_at(const struct call *call, const struct word *word,
			  const struct arg_list *list)
{
	size_t position = 0;

	if (word->name != NULL)
		return word->name;
	for (size_t i = 0; i + 1 < call->count; i++) {
		const struct word *before = call->words[i];
		bool takes = arg_takes_next(list, before);

		if (takes && i + 2 == call->count)
			return before->name;
		position += before->name == NULL;
		i += takes;
	}
	return position < list->count ? list->args[position].name : NULL;
}

static void add_names(const struct call *call, const struct arg_list *list,
		      struct candidates *found)
{
	for (size_t i = 0; i < list->count; i++) {
		autofree char *name = xasprintf("%s=", list->args[i].name);

		if (i == 0 || *found->word != '\0')
			candidate_add_open(found, name, list->args[i].help);
	}
	(void)call;
}

static void add_args(struct call *call, const struct word *word, struct candidates *found)
{
	struct arg_list list;

	args_of(call->command, call->node, &list);
	const char *arg = arg_at(call, word, &list);
	if (call->command->complete != NULL)
		call->command->complete(call, arg, found);
	if (word->name == NULL && call->command->takes == TAKES_ARGS &&
	    (*word->text != '\0' && arg != NULL))
		add_names(call, &list, found);
	for (size_t i = 0; i < list.count && arg != NULL; i++)
		if (strcmp(list.args[i].name, arg) == 0)
			found->hint = list.args[i].help;
}

static void add_for(struct call *call, const struct word **words, size_t count,
		    struct candidates *found)
{
	autoerror struct error ignored = { 0 };
	struct node *node = call->node;

	if (count > 1 && is_path(words[0])) {
		if (shell_find(call->shell, node_root(node), words[0]->text, &node,
			       &ignored) < 0)
			return;
		call->node = node;
		words++;
		count--;
	} else if (count == 1) {
		add_paths(call, found);
	}
	if (count == 1) {
		add_commands(call->node, found);
		return;
	}
	if (command_for(call->shell, call->node, words[0]->text, &call->command,
			&ignored) < 0)
		return;
	call->words = words + 1;
	call->count = count - 1;
	add_args(call, words[count - 1], found);
}

void complete_line(struct shell *shell, const char *text, struct line *held,
		   struct candidates *found)
{
	struct node *tree = shell->profile != NULL ? shell->profile->tree : shell->tree;

	*found = (struct candidates){ .word = "" };
	*held = (struct line){ 0 };
	if (tree == NULL || !split_before(text, held))
		return;
	add_empty_word(held, text);
	size_t start = command_start(held), count = held->count - start;
	autofree const struct word **words = xcalloc(count + 1, sizeof *words);
	for (size_t i = 0; i < count; i++)
		words[i] = &held->words[start + i];
	found->word = words[count - 1]->text;
	struct call call = {
		.shell = shell,
		.node = shell_current(shell, tree),
		.line = held,
	};
	add_for(&call, words, count, found);
}

/* --- readline -------------------------------------------------------------------- */

/* What readline replaces begins at its own idea of a word: the same or later. */
static char *as_typed(const char *text, size_t skip)
{
	struct text out = { 0 };

	for (; skip > 0 && *text != '\0'; skip--)
		text++;
	for (; *text != '\0'; text++) {
		if (rl_completion_quote_character == 0 && strchr(" \t;'\"\\#", *text))
			text_add(&out, "\\");
		text_add_bytes(&out, text, 1);
	}
	return text_take(&out);
}

static size_t common_length(const struct candidates *found)
{
	size_t length = strlen(found->list[0].text);

	for (size_t i = 1; i < found->count; i++) {
		size_t same = 0;

		while (same < length && found->list[i].text[same] != '\0' &&
		       found->list[i].text[same] == found->list[0].text[same])
			same++;
		length = same;
	}
	return length;
}

/* readline frees the array and its strings. */
static char **as_matches(const struct candidates *found, size_t skip)
{
	char **matches = calloc(found->count + 2, sizeof *matches);
	autofree char *common = xstrndup(found->list[0].text, common_length(found));

	if (matches == NULL)
		return NULL;
	matches[0] = as_typed(common, skip);
	for (size_t i = 0; i < found->count && found->count > 1; i++)
		matches[i + 1] = as_typed(found->list[i].text, skip);
	return matches;
}

static void print_hint(void)
{
	int rows = 0, screen = 0;

	rl_get_screen_size(&rows, &screen);
	fputs("    ", rl_outstream);
	print_wrapped(rl_outstream, shown.hint, 4, (unsigned)screen);
}

static void show_hint(void)
{
	fputc('\n', rl_outstream);
	print_hint();
	rl_on_new_line();
	rl_forced_update_display();
}

static char **attempt(const char *text, int start, int end)
{
	autofree char *before = xstrndup(rl_line_buffer, (size_t)end);
	struct line line;

	rl_attempted_completion_over = 1;
	candidates_free(&shown);
	complete_line(at_prompt, before, &line, &shown);
	/* A quote or an `=` inside the word: readline's part begins behind it. */
	size_t typed = strlen(shown.word), part = strlen(text);
	size_t skip = typed > part ? typed - part : 0;
	char **matches = NULL;
	if (shown.count > 0)
		matches = as_matches(&shown, skip);
	else if (shown.hint != NULL && start == end)
		show_hint();
	if (shown.count == 1 && shown.list[0].open)
		rl_completion_suppress_append = 1;
	line_free(&line);
	shown.word = "";
	return matches;
}

/* Each candidate with its help behind the longest, or behind half of the line. */
static void show_candidates(void)
{
	int rows = 0, screen = 0;
	unsigned column = 0;

	rl_get_screen_size(&rows, &screen);
	unsigned width = screen > 0 ? (unsigned)screen : 80;
	for (size_t i = 0; i < shown.count; i++) {
		unsigned end = text_columns(shown.list[i].text) + 4;

		if (end > column && end <= width / 2)
			column = end;
	}
	for (size_t i = 0; i < shown.count; i++) {
		autofree char *text = escape_text(shown.list[i].text);
		autofree char *help =
			escape_text(shown.list[i].help == NULL ? "" : shown.list[i].help);

		print_entry(rl_outstream, text, help, column < 8 ? 8 : column, width);
	}
}

static void show_matches(char **matches, int count, int longest)
{
	bool helped = false;

	for (size_t i = 0; i < shown.count; i++)
		helped = helped || shown.list[i].help != NULL;
	if (!helped) {
		rl_display_match_list(matches, count, longest);
		rl_forced_update_display();
		return;
	}
	fputc('\n', rl_outstream);
	show_candidates();
	rl_on_new_line();
	rl_forced_update_display();
}

static int is_quoted(char *text, int index)
{
	return index > 0 && text[index - 1] == '\\' && !is_quoted(text, index - 1);
}

static bool inside_quotes(void)
{
	char quote = '\0';

	for (int i = 0; i < rl_point; i++) {
		char byte = rl_line_buffer[i];

		if (byte == '\\' && quote != '\'')
			i++;
		else if (byte == quote)
			quote = '\0';
		else if (quote != '\0')
			continue;
		else if (byte == '\'' || byte == '"')
			quote = byte;
	}
	return quote != '\0';
}

/* ?: what may come here; the line stays. */
static int explain(int count, int key)
{
	autofree char *before = xstrndup(rl_line_buffer, (size_t)rl_point);
	struct line line;

	if (inside_quotes())
		return rl_insert(count, key);
	candidates_free(&shown);
	complete_line(at_prompt, before, &line, &shown);
	fputc('\n', rl_outstream);
	if (shown.hint != NULL)
		print_hint();
	show_candidates();
	line_free(&line);
	shown.word = "";
	rl_on_new_line();
	rl_forced_update_display();
	return 0;
}

void complete_prepare(struct shell *shell)
{
	at_prompt = shell;
	rl_attempted_completion_function = attempt;
	rl_completion_display_matches_hook = show_matches;
	rl_completer_word_break_characters = " \t\n=;";
	rl_completer_quote_characters = "'\"";
	rl_char_is_quoted_p = is_quoted;
	rl_sort_completion_matches = 0;
	rl_bind_key('?', explain);
}
