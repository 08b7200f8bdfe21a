/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors: the first one stays, lists keep their order, texts are escaped. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/error.h"

static int failures;

static void expect(const char *row, const struct error *err, unsigned most,
		   const char *should)
{
	char *text = NULL;
	size_t length = 0;
	FILE *out = open_memstream(&text, &length);

	error_print(out, err, most);
	fclose(out);
	if (strcmp(text, should) != 0) {
		fprintf(stderr, "%s:\n--- is\n%s--- should be\n%s", row, text, should);
		failures++;
	}
	free(text);
}

static void expect_count(const char *row, unsigned is, unsigned should)
{
	if (is == should)
		return;
	fprintf(stderr, "%s: is %u, should be %u\n", row, is, should);
	failures++;
}

static int fails(struct error *err)
{
	return fail(err, -EINVAL, "cannot make %s", "it");
}

static void test_one(void)
{
	const struct mark mark = { "profile.yaml", 12, 7, NULL };
	const struct mark no_line = { "profile.yaml", 0, 0, NULL };
	struct error autoerror err = { 0 }, placed = { 0 }, whole = { 0 };

	expect("nothing", &err, 9, "");
	expect_count("result", (unsigned)-fails(&err), EINVAL);
	expect("what", &err, 9, "cannot make it\n");
	because(&err, "first");
	because(&err, "it is %s", "full");
	advise(&err, "empty it");
	error_set(&err, &mark, -EIO, "later");
	expect("the first stays", &err, 9,
	       "cannot make it\nwhy: it is full\nfix: empty it\n");
	expect_count("code", (unsigned)-err.code, EINVAL);
	expect_count("fail_at", (unsigned)-fail_at(&placed, &mark, -EEXIST, "twice"),
		     EEXIST);
	expect("place", &placed, 9, "profile.yaml:12:7: twice\n");
	error_set(&whole, &no_line, -EINVAL, "empty");
	expect("file alone", &whole, 9, "profile.yaml: empty\n");
	error_clear(&err);
	error_clear(&err);
	expect("cleared", &err, 9, "");
	error_clear(&placed);
	error_clear(&whole);
}

static void test_escaped(void)
{
	const struct mark mark = { "a\033b", 1, 2, NULL };
	struct error err = { 0 };

	error_set(&err, &mark, -EINVAL, "name '%s'", "x\ny");
	because(&err, "\a");
	advise(&err, "\xe2\x80\xae");
	expect("escaped", &err, 1,
	       "a\\x1bb:1:2: name 'x\\ny'\nwhy: \\x07\nfix: \\xe2\\x80\\xae\n");
	error_clear(&err);
}

static void test_list(void)
{
	struct error list = { 0 }, more = { 0 }, none = { 0 };

	for (int i = 1; i <= 4; i++) {
		struct error one = { 0 };

		error_set(&one, NULL, -EINVAL, "error %d", i);
		error_append(i < 3 ? &list : &more, &one);
		expect_count("moved", one.code != 0 || one.what != NULL, 0);
	}
	error_append(&list, &none);
	error_append(&list, &more);
	expect_count("count", error_count(&list), 4);
	expect_count("count of none", error_count(&none), 0);
	expect("all", &list, 20, "error 1\nerror 2\nerror 3\nerror 4\n");
	expect("some", &list, 2, "error 1\nerror 2\n… and 2 more errors\n");
	expect("more", &more, 20, "");
	error_clear(&list);
	expect_count("cleared", error_count(&list), 0);
}

static void add(struct error *list, const char *what, const char *why)
{
	struct error one = { 0 };

	error_set(&one, NULL, -EINVAL, "%s", what);
	if (why != NULL)
		because(&one, "%s", why);
	error_append(list, &one);
}

static void test_drop(void)
{
	struct error autoerror list = { 0 }, known = { 0 };

	error_drop(&list, &known);
	expect("nothing of nothing", &list, 9, "");
	add(&list, "a", NULL);
	add(&list, "b", "so");
	add(&list, "b", "because");
	add(&list, "c", NULL);
	error_drop(&list, &known);
	expect("nothing known", &list, 9, "a\nb\nwhy: so\nb\nwhy: because\nc\n");
	add(&known, "a", NULL);
	add(&known, "b", "because");
	error_drop(&list, &known);
	expect("the first and one in the middle", &list, 9, "b\nwhy: so\nc\n");
	add(&known, "c", NULL);
	add(&known, "b", "so");
	error_drop(&list, &known);
	expect_count("all", error_count(&list), 0);
	expect_count("what is known stays", error_count(&known), 4);
}

int main(void)
{
	test_one();
	test_escaped();
	test_list();
	test_drop();
	return failures == 0 ? 0 : 1;
}
