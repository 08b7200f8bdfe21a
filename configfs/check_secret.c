/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules on what CHAP's names and secrets are made of: the kernel takes any bytes, not
 * every initiator does.  No message holds a part of a secret. */
#include <ctype.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/check_part.h"
#include "configfs/path.h"

/* The standard wants the least, the initiator of Windows takes no more. */
#define SECRET_BYTES_MIN 12
#define SECRET_BYTES_MAX 16

static const char *const userids[] = { "userid", "mutual_userid" };
static const char *const passwords[] = { "password", "mutual_password" };
#define PAIRS (sizeof passwords / sizeof *passwords)

static const char *text_of(const struct node *node, const char *name)
{
	const struct value *value = node_value(node, name);

	return value == NULL ? "" : value->text;
}

/* --- one text -------------------------------------------------------------------- */

static const char *is_short(const char *text)
{
	return strlen(text) < SECRET_BYTES_MIN ? "is short: less than 12 bytes" : NULL;
}

static const char *is_long(const char *text)
{
	return strlen(text) > SECRET_BYTES_MAX ? "is long: more than 16 bytes" : NULL;
}

static const char *ends_blank(const char *text)
{
	return *text == ' ' || text[strlen(text) - 1] == ' ' ? "has blanks at the ends"
							     : NULL;
}

static const char *odd_letters(const char *text)
{
	if (ends_blank(text) != NULL)
		return NULL;
	if (strpbrk(text, "#\"% ") != NULL)
		return "has one of # \" % and blank";
	for (; *text != '\0'; text++)
		if (!isascii((unsigned char)*text))
			return "has letters that are not ASCII";
	return NULL;
}

static const char *looks_encoded(const char *text)
{
	return text[0] == '0' && strchr("xXbB", text[1]) != NULL && text[1] != '\0'
		       ? "begins like a number, with 0x or 0b"
		       : NULL;
}

static const char *has_blank(const char *text)
{
	return strpbrk(text, " ") == NULL ? NULL : "has a blank";
}

/* What may go wrong with a text, and why. */
struct doubt {
	const char *const *names;
	const char *(*find)(const char *text); /* static; NULL: nothing */
	const char *why;
};

static int judge_texts(const struct subject *subject, const struct doubt *doubt,
		       struct error *err)
{
	const struct node *node = subject->node;

	for (size_t i = 0; i < PAIRS; i++) {
		const char *name = doubt->names[i], *text = text_of(node, name);
		const char *what = *text == '\0' ? NULL : doubt->find(text);
		struct error one = { 0 };

		if (what == NULL || !value_named_is_new(subject, name))
			continue;
		autofree char *path = node_path(node);
		error_set(&one, value_mark(node, name), -EINVAL, "the %s of %s %s", name,
			  path, what);
		because(&one, "%s", doubt->why);
		error_append(err, &one);
	}
	return err->code;
}

static int judge_short(const struct subject *subject, struct error *err)
{
	static const struct doubt doubt = {
		passwords,
		is_short,
		"it can be guessed from one login that was overheard, and many "
		"initiators refuse it",
	};

	return judge_texts(subject, &doubt, err);
}

static int judge_long(const struct subject *subject, struct error *err)
{
	static const struct doubt doubt = {
		passwords,
		is_long,
		"some initiators, that of Windows among them, take no more",
	};

	return judge_texts(subject, &doubt, err);
}

static int judge_ends(const struct subject *subject, struct error *err)
{
	static const struct doubt doubt = {
		passwords,
		ends_blank,
		"they get lost in files and dialogs",
	};

	return judge_texts(subject, &doubt, err);
}

static int judge_letters(const struct subject *subject, struct error *err)
{
	static const struct doubt doubt = {
		passwords,
		odd_letters,
		"some initiators' files and dialogs take it for something else",
	};

	return judge_texts(subject, &doubt, err);
}

static int judge_prefix(const struct subject *subject, struct error *err)
{
	static const struct doubt doubt = {
		passwords,
		looks_encoded,
		"some initiators decode it first, and then have another secret",
	};

	return judge_texts(subject, &doubt, err);
}

static int judge_userid(const struct subject *subject, struct error *err)
{
	static const struct doubt doubt = {
		userids,
		has_blank,
		"some initiators' files and dialogs end it there",
	};

	return judge_texts(subject, &doubt, err);
}

/* --- a secret of two ------------------------------------------------------------- */

static bool is_new_in(const struct node *node, const struct node *live, const char *name)
{
	return live == NULL || strcmp(text_of(node, name), text_of(live, name)) != 0;
}

/* Asked of unchanged nodes too: discovery may have changed. */
static int judge_discovery(const struct subject *subject, struct error *err)
{
	const struct node *node = subject->node, *live = subject->live;
	const struct node *fabric = node_above(node, CLASS_FABRIC);
	const struct node *old = live == NULL ? NULL : node_above(live, CLASS_FABRIC);

	for (size_t i = 0; i < PAIRS * PAIRS; i++) {
		const char *own = passwords[i / PAIRS], *other = passwords[i % PAIRS];

		if (*text_of(node, own) == '\0' ||
		    strcmp(text_of(node, own), text_of(fabric, other)) != 0 ||
		    (!is_new_in(node, live, own) && !is_new_in(fabric, old, other)))
			continue;
		autofree char *path = node_path(node);
		error_set(err, value_mark(node, own), -EINVAL,
			  "the %s of %s is the %s of discovery too", own, path, other);
		because(err, "who may only look for targets could then log in, or pass "
			     "for one");
		advise(err, "choose another %s", own);
		return -EINVAL;
	}
	return 0;
}

#define CHAP_CLASSES (RULE_ON(CLASS_FABRIC) | RULE_ON(CLASS_TPG) | RULE_ON(CLASS_ACL))

const struct rule secret_rules[] = {
	{ CHAP_CLASSES, RULE_QUESTION, false, judge_short },
	{ CHAP_CLASSES, RULE_QUESTION, false, judge_long },
	{ CHAP_CLASSES, RULE_ERROR_IF_ASKED, false, judge_ends },
	{ CHAP_CLASSES, RULE_WARNING, false, judge_letters },
	{ CHAP_CLASSES, RULE_WARNING, false, judge_prefix },
	{ CHAP_CLASSES, RULE_ERROR_IF_ASKED, false, judge_userid },
	{ RULE_ON(CLASS_TPG) | RULE_ON(CLASS_ACL), RULE_ERROR_IF_ASKED, true,
	  judge_discovery },
	{ 0 },
};
