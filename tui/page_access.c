/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may use a new target, and how they prove who they are. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "configfs/wwn.h"
#include "tui/chap.h"
#include "tui/model.h"

static bool is_new(const struct wizard *wizard)
{
	return wizard_target(wizard) == NULL;
}

static bool is_list(const struct wizard *wizard)
{
	return answer_is(wizard, "access", "listed");
}

static void access_options(const struct wizard *wizard, struct option_list *list)
{
	(void)wizard;
	option_add(list, xstrdup("listed"), xstrdup("only the initiators named here"));
	option_add(list, xstrdup("any"), xstrdup("whoever reaches a portal"));
}

static char *usual_access(const struct wizard *wizard)
{
	(void)wizard;
	return xstrdup("listed");
}

/* --- initiators ------------------------------------------------------------------ */

static char *initiator_label(const struct initiator *initiator)
{
	const char *target = initiator->target;

	switch (initiator->why) {
	case INITIATOR_CONNECTED:
		return xasprintf("connected to %s", target == NULL ? "a target" : target);
	case INITIATOR_KNOWN:
		return xasprintf("has access to %s",
				 target == NULL ? "a target" : target);
	case INITIATOR_REFUSED:
		break;
	}
	return xstrdup("was refused; anybody can say that this is the name");
}

static void initiator_options(const struct wizard *wizard, struct option_list *list)
{
	const struct initiators *all = &wizard->machine.initiators;

	for (size_t i = 0; i < all->count; i++) {
		struct error autoerror ignored = { 0 };
		autofree char *wwn = NULL;

		/* What no ACL can be called is nothing to choose. */
		if (initiator_normalise(wizard_fabric(wizard)->fabric, all->all[i].name,
					&wwn, &ignored) < 0)
			continue;
		struct option *option = option_add(list, xstrdup(all->all[i].name),
						   initiator_label(&all->all[i]));
		option->marked = all->all[i].why == INITIATOR_REFUSED;
	}
	if (all->no_log)
		option_add(list, xstrdup("?"),
			   xstrdup("the kernel's log cannot be read: nothing is known of "
				   "refused ones"))
			->unfit = "it is no name";
}

/* Whether a word that ends before `end` is the same. */
static bool is_repeated(const char *names, const char *end, const char *name)
{
	bool found = false;
	char *word;

	while (!found && (word = answer_word(&names)) != NULL) {
		found = names < end && strcasecmp(word, name) == 0;
		free(word);
	}
	return found;
}

static int check_initiators(const struct wizard *wizard, const char *text,
			    struct error *err)
{
	const char *at = text;
	size_t count = 0;
	int result = 0;

	for (char *word; result == 0 && (word = answer_word(&at)) != NULL; free(word)) {
		autofree char *wwn = NULL;

		count++;
		result = initiator_normalise(wizard_fabric(wizard)->fabric, word, &wwn,
					     err);
		if (result == 0 && is_repeated(text, at, word))
			result = fail(err, -EINVAL, "%s is named twice", word);
	}
	if (result == 0 && count > 1 && answer_yes(wizard, "access.single"))
		result = fail(err, -EINVAL, "%zu initiators are not a single one", count);
	return result;
}

size_t wizard_initiator_count(const struct wizard *wizard)
{
	const char *names = answer_text(wizard, "access.initiators");
	size_t count = 0;

	for (char *word; (word = answer_word(&names)) != NULL; free(word))
		count++;
	return count;
}

/* --- CHAP ------------------------------------------------------------------------ */

/* Whoever comes is nobody in particular: a secret is the only hold on them. */
static char *usual_auth(const struct wizard *wizard)
{
	return xstrdup(is_list(wizard) ? "none" : "chap");
}

static bool asks_chap(const struct wizard *wizard)
{
	return !answer_is(wizard, "access.auth", "none");
}

static bool asks_mutual(const struct wizard *wizard)
{
	return answer_is(wizard, "access.auth", "mutual");
}

static char *preview_auth(const struct wizard *wizard)
{
	if (is_list(wizard) || asks_chap(wizard))
		return NULL;
	return xstrdup("everybody who reaches a portal gets the disk");
}

static char *no(const struct wizard *wizard)
{
	(void)wizard;
	return xstrdup("no");
}

static char *hidden(const struct wizard *wizard)
{
	return xstrdup(is_list(wizard) ? "yes" : "no");
}

static const struct field fields[] = {
	{ .key = "access",
	  .label = "Who",
	  .help = "Initiators are known by their names; a name alone proves nothing.",
	  .sets = "attributes/generate_node_acls",
	  .kind = FIELD_CHOICE,
	  .dflt = usual_access,
	  .options = access_options },
	{ .key = "access.initiators",
	  .label = "Initiators",
	  .help = "Their names, with blanks between, as each machine has its own in "
		  "/etc/iscsi/initiatorname.iscsi.",
	  .sets = "acls",
	  .kind = FIELD_SEVERAL,
	  .shown = is_list,
	  .options = initiator_options,
	  .check = check_initiators },
	{ .key = "access.single",
	  .label = "Single initiator",
	  .help = "Refuses a second initiator: two that write destroy a file system.",
	  .sets = "nothing in the kernel: a rule on the list",
	  .kind = FIELD_SWITCH,
	  .shown = is_list,
	  .dflt = no },
	{ .key = "access.auth",
	  .label = "Authentication",
	  .help = "How an initiator proves that it is who it says.",
	  .sets = "attributes/authentication",
	  .kind = FIELD_CHOICE,
	  .dflt = usual_auth,
	  .options = chap_options,
	  .preview = preview_auth },
	{ .key = "access.user",
	  .label = "User",
	  .help = "The name with which the initiator proves itself.",
	  .sets = "chap/userid",
	  .kind = FIELD_TEXT,
	  .shown = asks_chap,
	  .judge = chap_judge },
	{ .key = "access.secret",
	  .label = "Secret",
	  .help = "12 to 16 bytes that the initiator proves to know; 'generate' makes "
		  "one.",
	  .sets = "chap/password",
	  .kind = FIELD_SECRET,
	  .shown = asks_chap,
	  .judge = chap_judge },
	{ .key = "access.peer_user",
	  .label = "Peer user",
	  .help = "The name with which the target proves itself in turn.",
	  .sets = "chap/mutual_userid",
	  .kind = FIELD_TEXT,
	  .shown = asks_mutual,
	  .judge = chap_judge },
	{ .key = "access.peer_secret",
	  .label = "Peer secret",
	  .help = "What the target proves to know: another one than the secret before.",
	  .sets = "chap/mutual_password",
	  .kind = FIELD_SECRET,
	  .shown = asks_mutual,
	  .judge = chap_judge },
	{ .key = "access.hide",
	  .label = "Hide from others",
	  .help = "Initiators that may not log in are not told that the target exists.",
	  .sets = "attributes/demo_mode_discovery",
	  .kind = FIELD_SWITCH,
	  .shown = is_list,
	  .dflt = hidden },
	{ .key = "access.read_only",
	  .label = "Read-only",
	  .help = "They may read the disk and never write it.",
	  .sets = "write_protect, attributes/demo_mode_write_protect",
	  .kind = FIELD_SWITCH,
	  .dflt = no },
};

const struct page page_access = {
	.name = "access",
	.title = "Access",
	.help = "Who gets the disk.",
	.shown = is_new,
	FIELDS(fields),
};

/* --- the question of the last page ----------------------------------------------- */

/* Of a target that is there: whoever has no ACL may only read where that is said. */
static bool several_write(const struct node *tpg)
{
	return (node_is(tpg, "generate_node_acls", "1") &&
		!node_is(tpg, "demo_mode_write_protect", "1")) ||
	       node_part(tpg, CLASS_ACLS)->child_count > 1;
}

static bool is_shared(const struct wizard *wizard)
{
	const struct node *tpg = wizard_tpg(wizard);

	if (wizard_is_read_only(wizard))
		return false;
	if (tpg != NULL)
		return several_write(tpg);
	return !is_list(wizard) || wizard_initiator_count(wizard) > 1;
}

static int check_shared(const struct wizard *wizard, const char *text, struct error *err)
{
	bool yes = false;

	(void)wizard;
	if (parse_bool(text, &yes) && yes)
		return 0;
	(void)fail(err, -EINVAL, "several initiators may write to this disk");
	because(err,
		"an ordinary file system is destroyed by a second machine that writes");
	advise(err, "say yes if they run a cluster file system, else name a single "
		    "initiator or make it read-only");
	return -EINVAL;
}

static bool has_doubts(const struct wizard *wizard)
{
	struct error autoerror doubts = { 0 };

	return wizard_doubts(wizard, &doubts);
}

/* The rules say it; here it is to be answered for. */
static int check_unusual(const struct wizard *wizard, const char *text, struct error *err)
{
	bool yes = false;

	if (parse_bool(text, &yes) && yes)
		return 0;
	(void)wizard_doubts(wizard, err);
	advise(err, "say yes if it is meant so, else give another one");
	return err->code;
}

static const struct field review_fields[] = {
	{ .key = "review.shared",
	  .label = "Cluster file system",
	  .help = "Whether the machines that share this disk know of each other, as "
		  "VMFS, "
		  "GFS2 or OCFS2 make them.",
	  .sets = "nothing: the disk is not made without it",
	  .kind = FIELD_SWITCH,
	  .shown = is_shared,
	  .dflt = no,
	  .check = check_shared },
	{ .key = "review.unusual",
	  .label = "Unusual secrets",
	  .help = "Whether secrets of other lengths than 12 to 16 bytes are meant so: "
		  "many "
		  "initiators refuse them.",
	  .sets = "nothing: the disk is not made without it",
	  .kind = FIELD_SWITCH,
	  .shown = has_doubts,
	  .dflt = no,
	  .check = check_unusual },
};

const struct page page_review = {
	.name = "review",
	.title = "Review",
	.help = "What will be done.",
	FIELDS(review_fields),
};
