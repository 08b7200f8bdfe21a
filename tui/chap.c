/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names and secrets of CHAP: what can be chosen, what the rules say of them, new ones. */
#include "tui/chap.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"
#include "configfs/path.h"
#include "configfs/wwn.h"
#include "tui/judge.h"

const struct chap_answer chap_answers[CHAP_ANSWERS] = {
	{ "user", "userid", "a user", false, false },
	{ "secret", "password", "a secret", true, false },
	{ "peer_user", "mutual_userid", "a peer", false, true },
	{ "peer_secret", "mutual_password", "its secret", true, true },
};

void chap_options(const struct wizard *wizard, struct option_list *list)
{
	(void)wizard;
	option_add(list, xstrdup("none"), xstrdup("nobody proves anything"));
	option_add(list, xstrdup("chap"), xstrdup("the initiator proves itself"));
	option_add(list, xstrdup("mutual"), xstrdup("the target proves itself too"));
}

/* --- what the rules say ---------------------------------------------------------- */

static const char discovery_page[] = "portal.discovery_", access_page[] = "access.";

/* A pair must be whole, whatever is answered yet: nobody sees the text that stands in.  A
 * name is not to blame for a secret. */
static const char *answer_or_any(const struct wizard *wizard, const char *page,
				 const struct chap_answer *row,
				 const struct chap_answer *judged)
{
	autofree char *key = xasprintf("%s%s", page, row->key);
	const char *text = answer_text(wizard, key);
	bool matters = judged == NULL || judged->secret;

	return matters && *text != '\0' ? text : row->any;
}

/* As they would be without the answer for `judged`; NULL: with all of them. */
static void set_answers(const struct wizard *wizard, struct node *node, const char *page,
			const struct chap_answer *judged, bool mutual)
{
	for (const struct chap_answer *row = chap_answers;
	     row < chap_answers + CHAP_ANSWERS; row++)
		if (row != judged)
			node_set(node, row->name,
				 row->peer && !mutual
					 ? ""
					 : answer_or_any(wizard, page, row, judged));
}

static struct node *fabric_in(const struct wizard *wizard, struct node *tree)
{
	return node_child(tree, wizard_fabric(wizard)->name);
}

/* Discovery as it will be: nobody may log in with its secrets. */
static void set_discovery(const struct wizard *wizard, struct node *fabric)
{
	const struct node *now = wizard_fabric(wizard);

	if (wizard_changes_discovery(wizard) &&
	    !answer_is(wizard, "portal.discovery", "none")) {
		set_answers(wizard, fabric, discovery_page, NULL,
			    answer_is(wizard, "portal.discovery", "mutual"));
		return;
	}
	for (const struct chap_answer *row = chap_answers;
	     row < chap_answers + CHAP_ANSWERS; row++)
		if (node_value(now, row->name) != NULL)
			node_set(fabric, row->name, node_text(now, row->name));
}

/* Owned; NULL: none, or its name is told to be wrong where it stands. */
static char *first_initiator(const struct wizard *wizard)
{
	const char *names = answer_text(wizard, "access.initiators");
	autofree char *word = answer_word(&names);
	struct error autoerror ignored = { 0 };
	char *wwn = NULL;

	if (word == NULL ||
	    initiator_normalise(wizard_fabric(wizard)->fabric, word, &wwn, &ignored) < 0)
		return NULL;
	return wwn;
}

static void judge_access(const struct wizard *wizard, const struct chap_answer *row,
			 const char *text, struct verdict *verdict)
{
	autonode struct node *tree = tree_new();
	autofree char *initiator = first_initiator(wizard);
	autofree char *path = judge_place(wizard, tree, initiator);
	struct error autoerror ignored = { 0 };
	struct node *node = NULL;

	set_discovery(wizard, fabric_in(wizard, tree));
	if (path_find(tree, path, &node, &ignored) == 0)
		set_answers(wizard, node, access_page, row, row->peer);
	judge_answer(tree, path, row->name, text, verdict);
}

/* Beside all that log in already. */
static void judge_discovery(const struct wizard *wizard, const struct chap_answer *row,
			    const char *text, struct verdict *verdict)
{
	autonode struct node *tree = node_copy(wizard->tree);
	struct node *fabric = fabric_in(wizard, tree);
	autofree char *path = node_path(fabric);

	set_answers(wizard, fabric, discovery_page, row, row->peer);
	judge_answer(tree, path, row->name, text, verdict);
}

void chap_judge(const struct wizard *wizard, const char *key, const char *text,
		struct verdict *verdict)
{
	const char *discovery = after_prefix(key, discovery_page);
	const char *rest = discovery != NULL ? discovery : after_prefix(key, access_page);
	const struct chap_answer *row = chap_answers;

	while (strcmp(row->key, rest) != 0)
		row++;
	(discovery != NULL ? judge_discovery : judge_access)(wizard, row, text, verdict);
}

/* --- made ------------------------------------------------------------------------ */

#define SECRET_BYTES 16

/* Some initiators would take it for the number that it looks like. */
static bool looks_encoded(const char *secret)
{
	return secret[0] == '0' && strchr("xXbB", secret[1]) != NULL;
}

static void fill(char secret[SECRET_BYTES + 1])
{
	static const char letters[64] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuv"
					"wxyz0123456789-.";
	unsigned char bytes[SECRET_BYTES];

	if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
		abort();
	for (size_t i = 0; i < sizeof bytes; i++)
		secret[i] = letters[bytes[i] % sizeof letters];
	secret[sizeof bytes] = '\0';
	explicit_bzero(bytes, sizeof bytes);
}

char *chap_generate(void)
{
	char secret[SECRET_BYTES + 1];

	do
		fill(secret);
	while (looks_encoded(secret));
	char *copy = xstrdup(secret);
	explicit_bzero(secret, sizeof secret);
	return copy;
}
