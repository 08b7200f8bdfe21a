/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules on what initiators recognise a disk by: its serial, and what follows from it. */
#include <ctype.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"
#include "configfs/check_part.h"
#include "configfs/path.h"

/* The kernel makes a file name of it, below dbroot. */
static int judge_serial(const struct subject *subject, struct error *err)
{
	const struct value *serial = node_value(subject->node, "serial");
	const char *why = NULL;

	if (serial == NULL || !value_is_new(subject, serial))
		return 0;
	if (strchr(serial->text, '/') != NULL)
		why = "the kernel keeps reservations in a file of that name, so it has "
		      "no '/'";
	else if (!text_is_printable(serial->text))
		why = "it has characters that cannot be shown";
	if (why == NULL)
		return 0;
	autofree char *shown = escape_text(serial->text);
	error_set(err, value_mark(subject->node, "serial"), -EINVAL,
		  "'%s' cannot be a serial", shown);
	because(err, "%s", why);
	error_about(err, NULL, "serial");
	return -EINVAL;
}

static int judge_odd_serial(const struct subject *subject, struct error *err)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWX"
				      "YZ0123456789-";
	const struct value *serial = node_value(subject->node, "serial");

	if (serial == NULL || !value_is_new(subject, serial) ||
	    serial->text[strspn(serial->text, letters)] == '\0')
		return 0;
	autofree char *shown = escape_text(serial->text);
	error_set(err, value_mark(subject->node, "serial"), -EINVAL,
		  "the serial '%s' has other characters than letters, digits and '-'",
		  shown);
	because(err, "some initiators show or compare it otherwise");
	return -EINVAL;
}

static int judge_same_serial(const struct subject *subject, struct error *err)
{
	const struct node *so = subject->node;
	autofree char *key = index_key(so, INDEX_SERIAL);
	const struct node *other = key == NULL || !value_named_is_new(subject, "serial")
					   ? NULL
					   : index_holder(subject, INDEX_SERIAL, key);

	if (other == NULL)
		return 0;
	autofree char *path = node_path(so), *holder = node_path(other);
	autofree char *shown = escape_text(key);
	error_set(err, value_mark(so, "serial"), -EINVAL, "%s has the serial of %s: %s",
		  path, holder, shown);
	because(err, "initiators would take the two for paths to one disk");
	advise(err, "leave the serial out: one is generated");
	error_about(err, NULL, "serial");
	return -EINVAL;
}

/* --- NAA ------------------------------------------------------------------------- */

/* The kernel's NAA identifier takes so many hexadecimal digits of the serial, whatever
 * stands between them, and fills up with zeros. */
#define NAA_DIGITS 25

static size_t naa_digits(const char *serial, char digits[NAA_DIGITS + 1])
{
	size_t count = 0;

	memset(digits, '0', NAA_DIGITS);
	digits[NAA_DIGITS] = '\0';
	for (; *serial != '\0' && count < NAA_DIGITS; serial++)
		if (isxdigit((unsigned char)*serial))
			digits[count++] = (char)tolower((unsigned char)*serial);
	return count;
}

char *naa_key(const struct node *so)
{
	const struct value *serial = node_value(so, "serial");
	const char *company = node_text(so, "company_id");
	char digits[NAA_DIGITS + 1];

	if (serial == NULL || *serial->text == '\0')
		return NULL;
	naa_digits(serial->text, digits);
	return xasprintf("%s %s", company == NULL ? "" : company, digits);
}

static int judge_same_naa(const struct subject *subject, struct error *err)
{
	const struct node *so = subject->node;
	autofree char *key = naa_key(so);
	const struct node *other = key == NULL || !value_named_is_new(subject, "serial")
					   ? NULL
					   : index_holder(subject, INDEX_NAA, key);

	/* The same serial is an error of its own. */
	if (other == NULL || node_is(other, "serial", node_text(so, "serial")))
		return 0;
	autofree char *path = node_path(so), *holder = node_path(other);
	error_set(err, value_mark(so, "serial"), -EINVAL,
		  "%s gets the NAA identifier of %s", path, holder);
	because(err,
		"the kernel makes it of the first %d hexadecimal digits of the serial, "
		"and initiators may take the two for paths to one disk",
		NAA_DIGITS);
	advise(err, "leave the serial out: one is generated");
	return -EINVAL;
}

static int judge_short_serial(const struct subject *subject, struct error *err)
{
	const struct node *so = subject->node;
	const struct value *serial = node_value(so, "serial");
	char digits[NAA_DIGITS + 1];

	if (serial == NULL || *serial->text == '\0' || !value_is_new(subject, serial))
		return 0;
	size_t count = naa_digits(serial->text, digits);
	if (count >= NAA_DIGITS)
		return 0;
	autofree char *path = node_path(so);
	error_set(err, value_mark(so, "serial"), -EINVAL,
		  "the serial of %s has %zu hexadecimal digits, fewer than %d", path,
		  count, NAA_DIGITS);
	because(err, "the kernel makes the NAA identifier of them, which another disk "
		     "may then have too");
	advise(err, "leave the serial out: one is generated");
	return -EINVAL;
}

const struct rule identity_rules[] = {
	{ RULE_ON(CLASS_SO), RULE_ERROR, false, judge_serial },
	{ RULE_ON(CLASS_SO), RULE_ERROR, false, judge_same_serial },
	{ RULE_ON(CLASS_SO), RULE_WARNING, false, judge_odd_serial },
	{ RULE_ON(CLASS_SO), RULE_WARNING, false, judge_short_serial },
	{ RULE_ON(CLASS_SO), RULE_WARNING, false, judge_same_naa },
	{ 0 },
};
