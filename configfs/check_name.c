/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules on names and numbers: what the kernel takes exactly, and what initiators find. */
#include <ctype.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"
#include "configfs/check.h"
#include "configfs/check_part.h"
#include "configfs/path.h"
#include "configfs/wwn.h"

#define NAME_BYTES   255
#define TYPED_BYTES  64
#define SERIAL_BYTES 36

static int fail_name(const char *name, const char *what, const char *why,
		     struct error *err)
{
	autofree char *shown = escape_text(name);

	error_set(err, NULL, -EINVAL, "'%s' cannot be the name of a %s", shown, what);
	because(err, "%s", why);
	return -EINVAL;
}

/* The kernel takes almost any bytes; these are the ones that can be kept and shown. */
static int judge_name(const struct subject *subject, struct error *err)
{
	const struct node *node = subject->node;
	const char *name = node->name, *what = node->type->what;

	if (subject->live != NULL || node_kernel_made(node))
		return 0;
	if (*name == '\0' || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return fail_name(name, what, "the kernel has no such names", err);
	if (strchr(name, '/') != NULL)
		return fail_name(name, what, "it becomes a directory, so it has no '/'",
				 err);
	if (!text_is_printable(name))
		return fail_name(name, what, "it has characters that cannot be shown",
				 err);
	if (strlen(name) > NAME_BYTES)
		return fail_name(name, what, "the kernel takes at most 255 bytes", err);
	return 0;
}

int check_so_name(const char *name, struct error *err)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWX"
				      "YZ0123456789_.-";
	const char *what = node_types[CLASS_SO].what;
	size_t good = strspn(name, letters);

	if (*name == '\0')
		return fail_name(name, what, "it is empty", err);
	if (name[good] != '\0')
		return fail_name(name, what,
				 "letters, digits, '_', '.' and '-' are allowed", err);
	if (*name == '.' || *name == '-')
		return fail_name(name, what, "it begins with a letter, a digit or '_'",
				 err);
	if (strlen(name) > TYPED_BYTES)
		return fail_name(name, what, "it has more than 64 bytes", err);
	return 0;
}

/* It becomes part of a file's name. */
int check_so_serial(const char *serial, struct error *err)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-";
	size_t length = strlen(serial);

	if (strspn(serial, letters) == length && length > 0 && length <= SERIAL_BYTES)
		return 0;
	autofree char *shown = escape_text(serial);
	error_set(err, NULL, -EINVAL, "'%s' cannot be the serial of a new storage object",
		  shown);
	because(err, "a serial has 1 to %d of A-Z a-z 0-9 -", SERIAL_BYTES);
	advise(err, "leave it out, and one is made");
	return -EINVAL;
}

/* Typed names are narrower; what was made elsewhere is taken. */
static int judge_long_name(const struct subject *subject, struct error *err)
{
	const struct node *so = subject->node;
	size_t length = strlen(so->name);

	if (subject->live != NULL || length <= TYPED_BYTES || length > NAME_BYTES)
		return 0;
	autofree char *path = node_path(so);
	error_set(err, NULL, -EINVAL, "the name of %s is long: more than %d bytes", path,
		  TYPED_BYTES);
	because(err, "other tools take no more");
	return -EINVAL;
}

static int judge_same_name(const struct subject *subject, struct error *err)
{
	const struct node *so = subject->node;
	const struct node *other = subject->live != NULL
					   ? NULL
					   : index_holder(subject, INDEX_NAME, so->name);

	if (other == NULL)
		return 0;
	autofree char *path = node_path(so), *holder = node_path(other);
	error_set(err, NULL, -EINVAL, "%s has the name of %s", path, holder);
	because(err, "people and other tools take the two for one");
	return -EINVAL;
}

static int judge_wwn(const struct subject *subject, struct error *err)
{
	const struct node *node = subject->node;

	return subject->live != NULL ? 0 : wwn_acceptable(node->fabric, node->name, err);
}

/* A profile takes what the kernel does; what is typed is narrower. */
static int judge_odd_wwn(const struct subject *subject, struct error *err)
{
	const struct node *node = subject->node;
	bool is_target = node->type->class == CLASS_TARGET;
	autofree char *wwn = NULL;
	struct error autoerror ignored = { 0 };

	if (subject->live != NULL ||
	    wwn_acceptable(node->fabric, node->name, &ignored) < 0)
		return 0;
	int result = (is_target ? wwn_normalise : initiator_normalise)(
		node->fabric, node->name, &wwn, err);
	/* Of an ACL with capitals there is more to say: judge_acl_case. */
	if (result < 0 || !is_target || strcmp(wwn, node->name) == 0)
		return result;
	error_set(err, NULL, -EINVAL, "the target '%s' is written %s elsewhere",
		  node->name, wwn);
	because(err, "some initiators do not find it by the one name or the other");
	advise(err, "name it %s", wwn);
	return -EINVAL;
}

/* What follows the first ':'. */
#define SHORT_NAME_BYTES 63

static int judge_long_target(const struct subject *subject, struct error *err)
{
	const struct node *target = subject->node;
	const char *colon = strchr(target->name, ':');

	if (subject->live != NULL || !starts_with(target->name, "iqn.") ||
	    colon == NULL || strlen(colon + 1) <= SHORT_NAME_BYTES)
		return 0;
	error_set(err, NULL, -EINVAL,
		  "the target %s has a long name: more than %d bytes after its ':'",
		  target->name, SHORT_NAME_BYTES);
	because(err, "some initiators and tools cut it");
	return -EINVAL;
}

static int judge_same_target(const struct subject *subject, struct error *err)
{
	if (subject->live != NULL)
		return 0;
	autofree char *key = index_key(subject->node, INDEX_TARGET);
	const struct node *other = index_holder(subject, INDEX_TARGET, key);

	if (other == NULL)
		return 0;
	error_set(err, NULL, -EINVAL, "the targets '%s' and '%s' differ only in case",
		  subject->node->name, other->name);
	because(err, "initiators and people take them for one");
	advise(err, "choose another name");
	return -EINVAL;
}

static bool names_are_iscsi(const struct fabric *fabric)
{
	for (size_t i = 0; i < fabric->wwn_count; i++)
		if (fabric->wwns[i] == WWN_IQN)
			return (fabric->flags & FABRIC_PORTALS) != 0;
	return false;
}

static bool has_capitals(const char *name)
{
	for (; *name != '\0'; name++)
		if (isupper((unsigned char)*name))
			return true;
	return false;
}

/* The kernel lower-cases the name of whoever logs in, and compares bytes. */
static int judge_acl_case(const struct subject *subject, struct error *err)
{
	const struct node *acl = subject->node;

	if (subject->live != NULL || !names_are_iscsi(acl->fabric) ||
	    !has_capitals(acl->name))
		return 0;
	autofree char *lower = xstrdup(acl->name);
	for (char *at = lower; *at != '\0'; at++)
		*at = (char)tolower((unsigned char)*at);
	error_set(err, NULL, -EINVAL, "no initiator can ever use the ACL '%s'",
		  acl->name);
	because(err, "the kernel turns initiators' names into lower case");
	advise(err, "name it %s", lower);
	return -EINVAL;
}

static int fail_number(const struct node *node, uint64_t min, uint64_t max,
		       struct error *err)
{
	autofree char *path = node_path(node);

	error_set(err, NULL, -EINVAL, "%s has no possible number", path);
	because(err, "a %s has a number from %llu to %llu", node->type->what,
		(unsigned long long)min, (unsigned long long)max);
	return -EINVAL;
}

static int judge_number(const struct subject *subject, struct error *err)
{
	const struct node *node = subject->node;
	const struct node_type *type = node->type;
	bool is_tpg = type->class == CLASS_TPG;
	uint64_t min = is_tpg ? node->fabric->tpg_min : type->min;
	uint64_t max = is_tpg ? node->fabric->tpg_max : type->max;
	autofree char *name =
		xasprintf("%s%llu", type->name_prefix, (unsigned long long)node->number);

	if (subject->live != NULL)
		return 0;
	if (node->number < min || node->number > max || strcmp(name, node->name) != 0)
		return fail_number(node, min, max, err);
	return 0;
}

static int judge_same_rtpi(const struct subject *subject, struct error *err)
{
	const struct node *tpg = subject->node;
	autofree char *key = index_key(tpg, INDEX_RTPI);
	const struct node *other = key == NULL || !value_named_is_new(subject, "rtpi")
					   ? NULL
					   : index_holder(subject, INDEX_RTPI, key);

	if (other == NULL)
		return 0;
	autofree char *path = node_path(tpg), *holder = node_path(other);
	error_set(err, value_mark(tpg, "rtpi"), -EINVAL, "rtpi %s of %s is taken", key,
		  path);
	because(err, "%s has it, and the kernel enables only one of them", holder);
	advise(err, "choose another number from 1 to 65535, or leave it out");
	return -EINVAL;
}

/* ALUA groups of one object, LU groups of the machine: few, so siblings are compared. */
static int judge_same_id(const struct subject *subject, struct error *err)
{
	const struct node *group = subject->node;
	const struct value *id = node_value(group, "id");

	bool is_later = false;

	if (id == NULL || !value_is_new(subject, id))
		return 0;
	node_foreach (other, group->parent) {
		/* What comes later and is new itself will tell. */
		is_later = is_later || other == group;
		if (other == group || (is_later && other->dir == NULL) ||
		    !node_is(other, "id", id->text))
			continue;
		error_set(err, value_mark(group, "id"), -EINVAL,
			  "id %s of the %s '%s' is taken", id->text, group->type->what,
			  group->name);
		because(err, "'%s' has it", other->name);
		return -EINVAL;
	}
	return 0;
}

const struct rule name_rules[] = {
	{ RULE_ON(CLASS_SO) | RULE_ON(CLASS_ALUA_GROUP) | RULE_ON(CLASS_LU_GROUP),
	  RULE_ERROR, false, judge_name },
	{ RULE_ON(CLASS_TARGET) | RULE_ON(CLASS_ACL), RULE_ERROR, false, judge_wwn },
	{ RULE_ON(CLASS_TPG) | RULE_ON(CLASS_LUN) | RULE_ON(CLASS_MAPPED_LUN), RULE_ERROR,
	  false, judge_number },
	{ RULE_ON(CLASS_TPG), RULE_ERROR, false, judge_same_rtpi },
	{ RULE_ON(CLASS_ALUA_GROUP) | RULE_ON(CLASS_LU_GROUP), RULE_ERROR, false,
	  judge_same_id },
	{ RULE_ON(CLASS_SO), RULE_WARNING, false, judge_long_name },
	{ RULE_ON(CLASS_SO), RULE_WARNING, false, judge_same_name },
	{ RULE_ON(CLASS_TARGET) | RULE_ON(CLASS_ACL), RULE_WARNING, false,
	  judge_odd_wwn },
	{ RULE_ON(CLASS_TARGET), RULE_WARNING, false, judge_long_target },
	{ RULE_ON(CLASS_TARGET), RULE_WARNING, false, judge_same_target },
	{ RULE_ON(CLASS_ACL), RULE_WARNING, false, judge_acl_case },
	{ 0 },
};
