/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Builds trees from words and compares what check_tree says of them. */
#include "tests/unit/check_row.h"

#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"

/* --- trees from words ------------------------------------------------------------ */

struct builder {
	struct node *root, *so, *fabric, *target, *tpg, *acl, *last;
};

static struct node *numbered(struct node *parent, enum node_class class, const char *text)
{
	return node_add_number(parent, class, strtoull(text, NULL, 10));
}

static void start(struct builder *at, const char *word, const char *name)
{
	if (strcmp(word, "so") == 0)
		at->last = kind_for(at->root, backstore_find(name), NULL);
	else if (strcmp(word, "group") == 0)
		at->last =
			node_add(node_part(at->so, CLASS_ALUA), CLASS_ALUA_GROUP, name);
	else if (strcmp(word, "lu") == 0)
		at->last = node_add(
			node_part(node_part(at->root, CLASS_BACKSTORES), CLASS_LU_GROUPS),
			CLASS_LU_GROUP, name);
	else if (strcmp(word, "fabric") == 0)
		at->last = at->fabric = node_child(at->root, name);
	else if (strcmp(word, "target") == 0)
		at->last = at->target = node_add(at->fabric, CLASS_TARGET, name);
	else if (strcmp(word, "tpg") == 0)
		at->last = at->tpg = numbered(at->target, CLASS_TPG, name);
	else if (strcmp(word, "lun") == 0)
		at->last = numbered(node_part(at->tpg, CLASS_LUNS), CLASS_LUN, name);
	else if (strcmp(word, "portal") == 0)
		at->last =
			node_add(node_part(at->tpg, CLASS_PORTALS), CLASS_PORTAL, name);
	else if (strcmp(word, "acl") == 0)
		at->last = at->acl =
			node_add(node_part(at->tpg, CLASS_ACLS), CLASS_ACL, name);
	else if (strcmp(word, "map") == 0)
		at->last = numbered(at->acl, CLASS_MAPPED_LUN, name);
	else
		abort();
}

static void more(struct builder *at, char *word)
{
	char *equal = strchr(word, '=');

	if (strcmp(word, "disabled") == 0) {
		at->last->flags |= NODE_DISABLED;
	} else if (equal == NULL) {
		at->last = at->so = node_add(at->last, CLASS_SO, word);
	} else {
		*equal = '\0';
		node_set(at->last, word, equal + 1);
	}
}

static void build_one(struct builder *at, char *statement)
{
	char *rest = NULL;
	char *word = strtok_r(statement, " ", &rest);
	char *name = word == NULL ? NULL : strtok_r(NULL, " ", &rest);

	if (name == NULL)
		return;
	start(at, word, name);
	while ((word = strtok_r(NULL, " ", &rest)) != NULL)
		more(at, word);
}

struct node *tree_of_words(const char *words)
{
	struct builder at = { .root = tree_new() };
	autofree char *copy = xstrdup(words);
	char *rest = NULL;

	at.fabric = node_child(at.root, "iscsi");
	for (char *one = strtok_r(copy, ";", &rest); one != NULL;
	     one = strtok_r(NULL, ";", &rest))
		build_one(&at, one);
	return at.root;
}

int compare_errors(const struct check_row *row, const char *what, const struct error *err,
		   const char *should)
{
	char *text = NULL;
	size_t length = 0;
	FILE *out = open_memstream(&text, &length);

	error_print(out, err, 20);
	fclose(out);
	if (strcmp(text, should) != 0) {
		fprintf(stderr, "%s\n  live %s\n%s are:\n%sshould be:\n%s\n", row->wanted,
			row->live == NULL ? "none" : row->live, what, text, should);
	}
	bool same = strcmp(text, should) == 0;
	free(text);
	return same ? 0 : 1;
}

int check_row(const struct check_row *row)
{
	autonode struct node *wanted = tree_of_words(row->wanted);
	autonode struct node *live = row->live == NULL ? NULL : tree_of_words(row->live);
	struct error autoerror err = { 0 }, warn = { 0 };
	int result = check_tree(wanted, live, &err, &warn);

	int failures = compare_errors(row, "errors", &err, row->errors) +
		       compare_errors(row, "warnings", &warn, row->warnings);

	if (result != err.code) {
		fprintf(stderr, "%s: result %d, code %d\n", row->wanted, result,
			err.code);
		failures++;
	}
	error_clear(&warn);
	return failures;
}
