/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules on values: ranges, values that contradict each other, serials, shared devices. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"
#include "configfs/check_part.h"
#include "configfs/path.h"

int judge_value(const struct subject *subject, const struct value *value,
		struct error *err)
{
	char *canonical = NULL;

	(void)subject;
	if (value->attr == NULL || value->attr->flags & (ATTR_READ_ONLY | ATTR_ACTION))
		return 0;
	int result = attr_parse(value->attr, value->text, &canonical, err);

	if (value->attr->kind == ATTR_SECRET)
		secret_free(canonical);
	else
		free(canonical);
	return result;
}

/*
 * Two values of one object that the kernel takes without a word, and that together mean
 * something nobody wants.
 */
static const struct clash {
	enum node_class class;
	enum severity severity;
	bool moved;              /* only where writing the other one moves this one */
	const char *name, *text; /* set so, in this very change */
	const char *other, *other_text;
	const char *why, *fix;
} clashes[] = {
	{ CLASS_TPG, RULE_ERROR, false, "AuthMethod", "None", "authentication", "1",
	  "the kernel takes both, and then refuses every login",
	  "set AuthMethod to CHAP, or leave it out" },
	{ CLASS_TPG, RULE_ERROR, false, "authentication", "1", "AuthMethod", "None",
	  "the kernel takes both, and then refuses every login",
	  "set AuthMethod to CHAP, or leave it out" },
	{ CLASS_TPG, RULE_ERROR, true, "cache_dynamic_acls", "0", "generate_node_acls",
	  "1", "the kernel ignores the 0 while ACLs are generated",
	  "leave cache_dynamic_acls out" },
	{ CLASS_SO, RULE_ERROR, false, "pi_prot_verify", "1", "pi_prot_type", "0",
	  "the kernel ignores it while there is no protection type",
	  "set pi_prot_type to 1 or 3" },
	{ CLASS_SO, RULE_WARNING, false, "emulate_write_cache", "0", "write_back", "1",
	  "data is lost with the power although initiators were told it is safe",
	  "set write_back to false, or leave emulate_write_cache out" },
};

static bool clashes_here(const struct subject *subject, const struct clash *row)
{
	const struct node *node = subject->node;
	const struct value *value = node_value(node, row->name);
	const struct attr *other = node_attr(node, row->other, NULL);

	if (row->moved && (other == NULL || !text_equal(other->moves, row->name)))
		return false;
	if (value == NULL || strcmp(value->text, row->text) != 0 ||
	    !node_is(node, row->other, row->other_text))
		return false;
	/* One that was so before would have moved along, had it not been held. */
	return value_is_new(subject, value) ||
	       (row->moved && value_named_is_new(subject, row->other));
}

static int judge_clashes(const struct subject *subject, enum severity severity,
			 struct error *err)
{
	const struct node *node = subject->node;

	for (size_t i = 0; i < sizeof clashes / sizeof *clashes; i++) {
		const struct clash *row = &clashes[i];

		if (row->class != node->type->class || row->severity != severity ||
		    !clashes_here(subject, row))
			continue;
		autofree char *path = node_path(node);
		error_set(err, value_mark(node, row->name), -EINVAL,
			  "%s=%s does not go with %s=%s in %s", row->name, row->text,
			  row->other, row->other_text, path);
		because(err, "%s", row->why);
		advise(err, "%s", row->fix);
		return -EINVAL;
	}
	return 0;
}

static int judge_contradiction(const struct subject *subject, struct error *err)
{
	return judge_clashes(subject, RULE_ERROR, err);
}

static int judge_doubtful(const struct subject *subject, struct error *err)
{
	return judge_clashes(subject, RULE_WARNING, err);
}

static int judge_bursts(const struct subject *subject, struct error *err)
{
	const struct node *tpg = subject->node;
	uint64_t first = node_uint(tpg, "FirstBurstLength");
	uint64_t most = node_uint(tpg, "MaxBurstLength");
	bool is_new = value_named_is_new(subject, "FirstBurstLength") ||
		      value_named_is_new(subject, "MaxBurstLength");

	if (!is_new || first <= most)
		return 0;
	autofree char *path = node_path(tpg);
	error_set(err, value_mark(tpg, "FirstBurstLength"), -EINVAL,
		  "FirstBurstLength %llu is larger than MaxBurstLength %llu in %s",
		  (unsigned long long)first, (unsigned long long)most, path);
	because(err, "initiators may end the login with an error");
	return -EINVAL;
}

static int judge_blocks(const struct subject *subject, struct error *err)
{
	const struct node *so = subject->node;
	uint64_t size = node_uint(so, "size"), block = node_uint(so, "block_size");
	bool is_new = value_named_is_new(subject, "size") ||
		      value_named_is_new(subject, "block_size");

	if (!is_new || block == 0 || size % block == 0)
		return 0;
	autofree char *path = node_path(so);
	error_set(err, value_mark(so, "size"), -EINVAL,
		  "the size of %s is no multiple of its block size", path);
	because(err, "initiators do not see the last %llu of its bytes",
		(unsigned long long)(size % block));
	return -EINVAL;
}

static int judge_alias(const struct subject *subject, struct error *err)
{
	const struct node *tpg = subject->node;
	const struct value *alias = node_value(tpg, "TargetAlias");

	if (alias == NULL || !value_is_new(subject, alias) ||
	    (strchr(alias->text, '"') == NULL && text_is_printable(alias->text)))
		return 0;
	autofree char *path = node_path(tpg);
	error_set(err, value_mark(tpg, "TargetAlias"), -EINVAL,
		  "the alias of %s has '\"' or what cannot be shown", path);
	because(err, "initiators' lists and dialogs show it");
	return -EINVAL;
}

/* TPGs of one target may have one alias. */
static int judge_same_alias(const struct subject *subject, struct error *err)
{
	const struct node *tpg = subject->node;
	const struct value *alias = node_value(tpg, "TargetAlias");
	autofree char *key = index_key(tpg, INDEX_ALIAS);
	const struct node *other =
		key == NULL ? NULL : index_holder(subject, INDEX_ALIAS, key);

	if (other == NULL || other->parent == tpg->parent ||
	    !value_is_new(subject, alias))
		return 0;
	autofree char *path = node_path(tpg->parent);
	error_set(err, value_mark(tpg, "TargetAlias"), -EINVAL, "%s gets the alias of %s",
		  path, other->parent->name);
	because(err, "people tell targets apart by it");
	return -EINVAL;
}

/* --- what is opened -------------------------------------------------------------- */

static int judge_same_path(const struct subject *subject, struct error *err)
{
	const struct node *so = subject->node;
	autofree char *key = index_key(so, INDEX_PATH);

	if (key == NULL || !value_named_is_new(subject, so->backstore->path_value))
		return 0;
	const struct node *other = index_holder(subject, INDEX_PATH, key);
	if (other == NULL)
		return 0;
	/* Two of one profile are a mistake in it; one that is live may go away. */
	int code = other->dir == NULL ? -EEXIST : -EBUSY;
	autofree char *holder = node_path(other);
	autofree char *shown = escape_text(key);
	error_set(err, value_mark(so, so->backstore->path_value), code, "%s is in use",
		  shown);
	because(err, "the storage object %s has it", holder);
	advise(err, "export that storage object by another LUN instead");
	error_about(err, NULL, so->backstore->path_value);
	return code;
}

static int judge_kind(const struct subject *subject, struct error *err)
{
	const struct backstore *backstore = subject->node->backstore;

	return backstore->check == NULL ? 0 : backstore->check(subject->node, err);
}

/* --- nexus ----------------------------------------------------------------------- */

static bool same_prefix(const char *a, const char *b)
{
	size_t length = strcspn(a, ".");

	return a[length] == '.' && strncmp(a, b, length + 1) == 0;
}

static int judge_nexus(const struct subject *subject, struct error *err)
{
	const struct node *tpg = subject->node;
	const struct value *nexus = node_value(tpg, "nexus");
	const char *target = tpg->parent->name;

	if (nexus == NULL || *nexus->text == '\0' || !value_is_new(subject, nexus) ||
	    same_prefix(target, nexus->text))
		return 0;
	autofree char *shown = escape_text(nexus->text);
	error_set(err, value_mark(tpg, "nexus"), -EINVAL,
		  "'%s' cannot be the nexus of %s", shown, target);
	because(err, "the kernel wants both names to be of one kind");
	advise(err, "begin it with %.*s.", (int)strcspn(target, "."), target);
	return -EINVAL;
}

const struct rule value_rules[] = {
	{ RULE_ON(CLASS_SO) | RULE_ON(CLASS_TPG), RULE_ERROR, false,
	  judge_contradiction },
	{ RULE_ON(CLASS_SO), RULE_ERROR, false, judge_same_path },
	{ RULE_ON(CLASS_SO), RULE_ERROR, false, judge_kind },
	{ RULE_ON(CLASS_TPG), RULE_ERROR, false, judge_nexus },
	{ RULE_ON(CLASS_SO) | RULE_ON(CLASS_TPG), RULE_WARNING, false, judge_doubtful },
	{ RULE_ON(CLASS_TPG), RULE_WARNING, false, judge_bursts },
	{ RULE_ON(CLASS_TPG), RULE_WARNING, false, judge_alias },
	{ RULE_ON(CLASS_TPG), RULE_ERROR_IF_ASKED, false, judge_same_alias },
	{ RULE_ON(CLASS_SO), RULE_WARNING, false, judge_blocks },
	{ 0 },
};
