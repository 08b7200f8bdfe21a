/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules on CHAP: pairs that are whole, secrets that hold, nobody shut out by mistake. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"
#include "configfs/check_part.h"
#include "configfs/path.h"

static const struct pair {
	const char *userid, *password;
} pairs[] = {
	{ "userid", "password" },
	{ "mutual_userid", "mutual_password" },
};

#define FORWARD (&pairs[0])
#define MUTUAL  (&pairs[1])

static const char *text_of(const struct node *node, const char *name)
{
	const struct value *value = node_value(node, name);

	return value == NULL ? "" : value->text;
}

static bool is_set(const struct node *node, const char *name)
{
	return *text_of(node, name) != '\0';
}

/* The short load reads no credentials: what was not read is not judged. */
static bool chap_is_new(const struct subject *subject)
{
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		if (value_named_is_new(subject, pairs[i].userid) ||
		    value_named_is_new(subject, pairs[i].password))
			return true;
	return false;
}

/* Where a profile has it: a half that was just typed has none, for its other half may
 * follow in the next command. */
static const struct mark *own_mark(const struct node *node, const char *name)
{
	const struct value *value = node_value(node, name);

	return value == NULL ? &node->mark : &value->mark;
}

static int judge_pair(const struct subject *subject, const struct pair *pair,
		      struct error *err)
{
	const struct node *node = subject->node;
	bool userid = is_set(node, pair->userid), password = is_set(node, pair->password);

	if (userid == password || !chap_is_new(subject))
		return 0;
	autofree char *path = node_path(node);
	error_set(err, own_mark(node, userid ? pair->userid : pair->password), -EINVAL,
		  "%s has a %s without a %s", path,
		  userid ? pair->userid : pair->password,
		  userid ? pair->password : pair->userid);
	because(err, "the kernel uses them only together");
	advise(err, "set both, or neither");
	return -EINVAL;
}

static int judge_forward(const struct subject *subject, struct error *err)
{
	return judge_pair(subject, FORWARD, err);
}

static int judge_mutual(const struct subject *subject, struct error *err)
{
	return judge_pair(subject, MUTUAL, err);
}

static int judge_mutual_alone(const struct subject *subject, struct error *err)
{
	const struct node *node = subject->node;

	if (!is_set(node, MUTUAL->password) || is_set(node, FORWARD->password) ||
	    !chap_is_new(subject))
		return 0;
	autofree char *path = node_path(node);
	error_set(err, own_mark(node, MUTUAL->password), -EINVAL,
		  "%s has mutual CHAP only", path);
	because(err, "a target proves itself only to an initiator that does");
	advise(err, "set userid and password too");
	return -EINVAL;
}

static int judge_same_secret(const struct subject *subject, struct error *err)
{
	const struct node *node = subject->node;

	if (!is_set(node, MUTUAL->password) || !chap_is_new(subject) ||
	    strcmp(text_of(node, MUTUAL->password), text_of(node, FORWARD->password)) !=
		    0)
		return 0;
	autofree char *path = node_path(node);
	error_set(err, value_mark(node, MUTUAL->password), -EINVAL,
		  "%s has one password for both directions", path);
	because(err, "who can ask the target for an answer could then log in with it, "
		     "and initiators refuse it");
	advise(err, "choose another mutual_password");
	return -EINVAL;
}

/* Generated ACLs log in with the TPG's own credentials. */
static int judge_shut_out(const struct subject *subject, struct error *err)
{
	const struct node *tpg = subject->node;
	bool is_new = value_named_is_new(subject, "generate_node_acls") ||
		      value_named_is_new(subject, "authentication") ||
		      chap_is_new(subject);

	if (!is_new || !node_is(tpg, "generate_node_acls", "1") ||
	    !node_is(tpg, "authentication", "1") || is_set(tpg, FORWARD->userid))
		return 0;
	autofree char *path = node_path(tpg);
	error_set(err, value_mark(tpg, "generate_node_acls"), -EINVAL,
		  "only initiators with an ACL can log in to %s", path);
	because(err, "authentication is on, and the TPG has no userid and password for "
		     "the others");
	advise(err, "set them, or authentication to 0");
	return -EINVAL;
}

#define CHAP_CLASSES (RULE_ON(CLASS_FABRIC) | RULE_ON(CLASS_TPG) | RULE_ON(CLASS_ACL))

const struct rule auth_rules[] = {
	{ CHAP_CLASSES, RULE_ERROR_IN_PROFILE, false, judge_forward },
	{ CHAP_CLASSES, RULE_ERROR_IN_PROFILE, false, judge_mutual },
	{ CHAP_CLASSES, RULE_ERROR_IN_PROFILE, false, judge_mutual_alone },
	{ CHAP_CLASSES, RULE_ERROR, false, judge_same_secret },
	{ RULE_ON(CLASS_TPG), RULE_WARNING, false, judge_shut_out },
	{ 0 },
};
