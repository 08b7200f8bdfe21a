/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The wizard on the whole screen: pages back and forth, then review and result. */
#include "tui/full.h"

#include "configfs/base/cleanup.h"
#include "tui/dialog.h"
#include "tui/page_screen.h"
#include "tui/preflight.h"
#include "tui/result_screen.h"
#include "tui/review_screen.h"
#include "tui/screen.h"
#include "tui/unfinished.h"

static bool is_asked(const struct wizard *wizard, const struct page *page)
{
	if (page->shown != NULL && !page->shown(wizard))
		return false;
	for (size_t i = 0; i < page->count; i++)
		if (field_shown(wizard, &page->fields[i]))
			return true;
	return false;
}

static size_t page_count(void)
{
	size_t count = 0;

	while (pages[count] != NULL)
		count++;
	return count;
}

/* The asked page before that one; the same if there is none. */
static size_t page_before(const struct wizard *wizard, size_t index)
{
	for (size_t at = index; at-- > 0;)
		if (is_asked(wizard, pages[at]))
			return at;
	return index;
}

static bool wants_to_leave(const struct wizard *wizard)
{
	return dialog_ask(wizard, "Leave the wizard?",
			  "Nothing has been changed yet; the answers are lost.") !=
	       ANSWER_NO;
}

/* From page to page, from *index on; LEFT_NEXT after the last. */
static enum left walk_pages(struct wizard *wizard, size_t *index)
{
	while (*index < page_count()) {
		if (!is_asked(wizard, pages[*index])) {
			++*index;
			continue;
		}
		enum left how = page_screen(wizard, pages[*index]);
		unfinished_keep(wizard);
		size_t before = page_before(wizard, *index);

		if (how == LEFT_NEXT)
			++*index;
		else if (how != LEFT_BACK)
			return how;
		else if (before != *index)
			*index = before;
		else if (wants_to_leave(wizard))
			return LEFT_QUIT;
	}
	return LEFT_NEXT;
}

/* Until it is applied, saved as a profile, or left. */
static enum left walk(struct wizard *wizard, struct review *review)
{
	size_t index = 0;

	for (;;) {
		enum left how = walk_pages(wizard, &index);

		if (how != LEFT_NEXT)
			return how;
		how = review_screen(wizard, review);
		if (how != LEFT_BACK)
			return how;
		index = wizard->focus != NULL ? field_page(wizard->focus)
					      : page_before(wizard, index);
	}
}

/* What was done is known without the kernel: the lines for the other machine are not lost
 * with it. */
static void show_unread(struct wizard *wizard, const struct review *review,
			const struct error *problem)
{
	struct error autoerror ignored = { 0 };
	autofree char *text = xasprintf(
		"%s\n\nThe disk was made and checked. What comes now is what it was "
		"meant to be; 'liosh ls' shows what is there.",
		problem->what);

	(void)!ops_apply(&review->ops, wizard->tree, true, &ignored);
	dialog_text(wizard, "Done, but it cannot be read back", text);
}

/* The target stands in the tree now: its name is taken from the answers first. */
static void show_result(struct wizard *wizard, const struct review *review)
{
	struct error autoerror problem = { 0 };
	autofree char *iqn = wizard_iqn(wizard);

	if (wizard_load(wizard, &problem) < 0)
		show_unread(wizard, review, &problem);
	result_screen(wizard, review, iqn);
}

int full_run(struct wizard *wizard, struct error *err)
{
	struct review review = { 0 };
	int result = screen_open(wizard->start->in, wizard->start->out, err);

	if (result < 0)
		return result;
	enum left how = preflight_screen(wizard);
	if (how == LEFT_NEXT) {
		how = unfinished_offer(wizard) ? walk(wizard, &review) : LEFT_GONE;
		if (how != LEFT_GONE)
			unfinished_drop(wizard);
	}
	if (how == LEFT_NEXT)
		show_result(wizard, &review);
	screen_close();
	review_clear(&review);
	/* A Ctrl-C while what was done was shown stops nothing any more. */
	if (how == LEFT_NEXT && wizard->start->interrupted != NULL)
		*wizard->start->interrupted = 0;
	if (how == LEFT_NEXT || (wizard->start->check && wizard->end.planned))
		return 0;
	return fail(err, -EINTR, "left without a change");
}
