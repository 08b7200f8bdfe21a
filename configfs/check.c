/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules of a tree: the walk that asks them, and the indexes they look into. */
#include "configfs/check.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/check_alike.h"
#include "configfs/check_part.h"
#include "configfs/path.h"

static const struct rule *const tables[] = {
	name_rules,    reference_rules, value_rules,  auth_rules,     portal_rules,
	protect_rules, lun_rules,       secret_rules, identity_rules,
};

struct entry {
	char *key;
	const struct node *node;
	unsigned order;
	bool fresh;
};

struct index {
	struct entry *entries;
	size_t count;
};

struct check {
	struct error *errors;
	struct error *questions; /* NULL: nobody can be asked */
	bool warns;              /* somebody wants them */
	struct alike_list warnings;
	struct index indexes[INDEX_COUNT];
};

/* --- the walk -------------------------------------------------------------------- */

/* Parents first, each with the live node of the same path of names. */
static void walk(struct subject *at, void (*fn)(const struct subject *subject))
{
	struct subject below = *at;

	at->fresh = subject_is_fresh(at);
	fn(at);
	below.order++;
	node_foreach (child, at->node) {
		below.node = child;
		below.live = at->live == NULL ? NULL : node_child(at->live, child->name);
		walk(&below, fn);
	}
	at->order = below.order;
}

/* --- indexes --------------------------------------------------------------------- */

static char *value_key(const struct node *node, const char *name)
{
	const struct value *value = name == NULL ? NULL : node_value(node, name);

	return value == NULL || *value->text == '\0' ? NULL : xstrdup(value->text);
}

static char *target_key(const struct node *target)
{
	char *key = xasprintf("%s %s", target->fabric->name, target->name);

	for (char *at = key; *at != '\0'; at++)
		*at = (char)tolower((unsigned char)*at);
	return key;
}

static char *so_key(const struct node *so, enum index_kind kind)
{
	const struct backstore *backstore = so->backstore;

	if (kind == INDEX_SERIAL)
		return value_key(so, "serial");
	if (kind == INDEX_NAA)
		return naa_key(so);
	if (kind == INDEX_NAME)
		return xstrdup(so->name);
	if (kind == INDEX_PATH && backstore->flags & BACKSTORE_OPENS_PATH)
		return value_key(so, backstore->path_value);
	return NULL;
}

static char *alias_key(const struct node *tpg)
{
	const struct value *alias = node_value(tpg, "TargetAlias");

	if (alias == NULL || alias->attr == NULL || *alias->text == '\0' ||
	    text_equal(alias->attr->dflt, alias->text))
		return NULL;
	return xstrdup(alias->text);
}

static char *tpg_key(const struct node *tpg, enum index_kind kind)
{
	uint64_t rtpi = kind == INDEX_RTPI ? node_uint(tpg, "rtpi") : 0;

	if (kind == INDEX_ALIAS)
		return alias_key(tpg);
	return rtpi == 0 ? NULL : xasprintf("%llu", (unsigned long long)rtpi);
}

char *index_key(const struct node *node, enum index_kind kind)
{
	switch (node->type->class) {
	case CLASS_SO:
		return so_key(node, kind);
	case CLASS_TARGET:
		return kind == INDEX_TARGET ? target_key(node) : NULL;
	case CLASS_TPG:
		return tpg_key(node, kind);
	case CLASS_PORTAL:
		return portal_key(node, kind);
	case CLASS_LUN:
		return kind == INDEX_EXPORT ? value_key(node, "storage_object") : NULL;
	case CLASS_ROOT:
	case CLASS_GLOBAL:
	case CLASS_BACKSTORES:
	case CLASS_KIND:
	case CLASS_ALUA:
	case CLASS_ALUA_GROUP:
	case CLASS_LU_GROUPS:
	case CLASS_LU_GROUP:
	case CLASS_FABRIC:
	case CLASS_LUNS:
	case CLASS_ACLS:
	case CLASS_ACL:
	case CLASS_MAPPED_LUN:
	case CLASS_PORTALS:
		return NULL;
	}
	return NULL;
}

static void add_to_indexes(const struct subject *subject)
{
	for (unsigned kind = 0; kind < INDEX_COUNT; kind++) {
		struct index *index = &subject->check->indexes[kind];
		char *key = index_key(subject->node, (enum index_kind)kind);

		if (key == NULL)
			continue;
		grow(index->entries, index->count);
		index->entries[index->count++] = (struct entry){
			key,
			subject->node,
			subject->order,
			subject->fresh,
		};
	}
}

/* Of one key the unchanged ones first, then in the order of the tree. */
static int compare_entries(const void *a, const void *b)
{
	const struct entry *left = a, *right = b;
	int order = strcmp(left->key, right->key);

	if (order != 0)
		return order;
	if (left->fresh != right->fresh)
		return left->fresh ? 1 : -1;
	return left->order < right->order ? -1 : left->order > right->order;
}

static void build_indexes(struct check *check, const struct node *wanted,
			  const struct node *live)
{
	struct subject root = { .check = check, .node = wanted, .live = live };

	walk(&root, add_to_indexes);
	for (size_t i = 0; i < INDEX_COUNT; i++)
		if (check->indexes[i].count > 1)
			qsort(check->indexes[i].entries, check->indexes[i].count,
			      sizeof *check->indexes[i].entries, compare_entries);
}

static void free_indexes(struct check *check)
{
	for (size_t i = 0; i < INDEX_COUNT; i++) {
		struct index *index = &check->indexes[i];

		for (size_t j = 0; j < index->count; j++)
			free(index->entries[j].key);
		free(index->entries);
	}
}

static const struct entry *first_entry(const struct index *index, const char *key)
{
	size_t low = 0, high = index->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(index->entries[middle].key, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < index->count && strcmp(index->entries[low].key, key) == 0)
		return &index->entries[low];
	return NULL;
}

const struct node *index_holder(const struct subject *subject, enum index_kind kind,
				const char *key)
{
	const struct entry *entry = first_entry(&subject->check->indexes[kind], key);

	if (entry == NULL || entry->node == subject->node)
		return NULL;
	return !entry->fresh || entry->order < subject->order ? entry->node : NULL;
}

/* --- asking ---------------------------------------------------------------------- */

static void collect_warning(const struct subject *subject, const struct rule *rule,
			    struct error *warning)
{
	if (subject->check->warns)
		alike_add(&subject->check->warnings, rule, warning);
	else
		error_clear(warning);
}

/* Read now: what is edited with -f has its marks from before. */
static bool comes_from_file(const struct subject *subject)
{
	const struct mark *mark = &subject->node->mark;
	const struct mark *old = subject->live == NULL ? NULL : &subject->live->mark;

	return mark->file != NULL &&
	       (old == NULL || old->file != mark->file || old->line != mark->line);
}

static bool is_warning(const struct rule *rule)
{
	return rule->severity == RULE_WARNING || rule->severity == RULE_ERROR_IF_ASKED ||
	       rule->severity == RULE_QUESTION;
}

/* Here and now: an error, a warning or a question. */
static enum severity severity_of(const struct subject *subject, const struct rule *rule,
				 const struct error *problem)
{
	bool asks = subject->check->questions != NULL;

	switch (rule->severity) {
	case RULE_ERROR_IN_PROFILE:
		return problem->mark.file == NULL ? RULE_WARNING : RULE_ERROR;
	case RULE_ERROR_IF_TYPED:
		return comes_from_file(subject) ? RULE_WARNING : RULE_ERROR;
	case RULE_ERROR_IF_ASKED:
		return asks ? RULE_ERROR : RULE_WARNING;
	case RULE_QUESTION:
		return asks ? RULE_QUESTION : RULE_WARNING;
	case RULE_ERROR:
	case RULE_WARNING:
		break;
	}
	return rule->severity;
}

static void say_subject(const struct subject *subject, const char *value,
			struct error *err)
{
	autofree char *path = node_path(subject->node);

	error_about(err, path, value);
}

static void ask(const struct subject *subject, const struct rule *rule)
{
	struct error err = { 0 };

	if (!(rule->classes & RULE_ON(subject->node->type->class)) ||
	    (!subject->fresh && !rule->always) ||
	    (is_warning(rule) && !subject->check->warns))
		return;
	if (rule->judge(subject, &err) == 0)
		return;
	enum severity severity = severity_of(subject, rule, &err);
	if (err.mark.file == NULL)
		err.mark = subject->node->mark;
	if (severity == RULE_ERROR) {
		say_subject(subject, NULL, &err);
		error_append(subject->check->errors, &err);
	} else if (severity == RULE_QUESTION) {
		error_append(subject->check->questions, &err);
	} else {
		collect_warning(subject, rule, &err);
	}
}

static void judge_values(const struct subject *subject)
{
	value_foreach(value, subject->node)
	{
		struct error err = { 0 };

		if (!value_is_new(subject, value) ||
		    judge_value(subject, value, &err) == 0)
			continue;
		if (value->mark.file != NULL)
			err.mark = value->mark;
		if (err.mark.file == NULL)
			err.mark = subject->node->mark;
		say_subject(subject, value->name, &err);
		error_append(subject->check->errors, &err);
	}
}

static void judge(const struct subject *subject)
{
	if (subject->fresh)
		judge_values(subject);
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
		for (const struct rule *rule = tables[i]; rule->judge != NULL; rule++)
			ask(subject, rule);
}

static void run(struct check *check, const struct node *wanted, const struct node *live)
{
	struct subject root = { .check = check, .node = wanted, .live = live };

	build_indexes(check, wanted, live);
	walk(&root, judge);
	free_indexes(check);
	error_sort(check->errors);
}

int check_tree(const struct node *wanted, const struct node *live, struct error *err,
	       struct error *warn)
{
	struct error errors = { 0 };
	struct check check = { .errors = &errors, .warns = warn != NULL };

	run(&check, wanted, live);
	if (warn != NULL) {
		alike_tell(&check.warnings, warn);
		error_sort(warn);
	}
	int result = errors.code;
	error_append(err, &errors);
	return result;
}

void check_answer(const struct node *wanted, const struct node *live,
		  struct verdict *verdict)
{
	struct check check = { .errors = &verdict->errors,
			       .questions = &verdict->questions,
			       .warns = true };

	*verdict = (struct verdict){ 0 };
	run(&check, wanted, live);
	alike_tell(&check.warnings, &verdict->warnings);
}

void verdict_clear(struct verdict *verdict)
{
	error_clear(&verdict->errors);
	error_clear(&verdict->questions);
	error_clear(&verdict->warnings);
}
