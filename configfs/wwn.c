/* SPDX-License-Identifier: GPL-3.0-or-later */
/* World wide names: what people type made canonical, checked, generated. */
#include "configfs/wwn.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/utsname.h>

#include "configfs/base/cleanup.h"

/* The kernel's limits: an iSCSI name, and any other name of a directory. */
#define IQN_MAX        223
#define NAME_MAX_BYTES 255

static const char iqn_letters[] = "abcdefghijklmnopqrstuvwxyz0123456789.:-";
static const char free_letters[] = "abcdefghijklmnopqrstuvwxyz0123456789.:-_@";

/* One kind of name: the prefix, its form in words, and what is wrong with a text
 * (owned, NULL: nothing). */
struct form {
	const char *prefix, *words, *example;
	bool is_hex; /* blanks out "0x", "-" and ":", and adds the prefix if it lacks */
	char *(*fault)(const char *name);
};

static char *bad_letter(const char *name, const char *letters, const char *others)
{
	size_t good = strspn(name, letters);

	if (name[good] == '\0')
		return NULL;
	autofree char *shown = escape_bytes(name + good, 1);
	return xasprintf("'%s' is not allowed in it, only a-z, 0-9 and %s", shown,
			 others);
}

static bool is_date(const char *text)
{
	for (size_t i = 0; i < 7; i++) {
		bool right = i == 4 ? text[i] == '-' : isdigit((unsigned char)text[i]);

		if (!right)
			return false;
	}
	unsigned month = (unsigned)(text[5] - '0') * 10 + (unsigned)(text[6] - '0');
	return month >= 1 && month <= 12;
}

static char *iqn_fault(const char *name)
{
	const char *date = after_prefix(name, "iqn.");

	if (date == NULL)
		return xstrdup("it does not begin with iqn.");
	if (!is_date(date) || date[7] != '.' || date[8] == '\0')
		return xstrdup("iqn. is followed by year and month and a domain, "
			       "YYYY-MM.domain");
	if (strlen(name) > IQN_MAX)
		return xasprintf("it has %zu bytes, an iSCSI name at most %d",
				 strlen(name), IQN_MAX);
	return bad_letter(name, iqn_letters, ". : -");
}

/* `first`: the digits that may begin it; NULL: any. */
static char *hex_fault(const char *name, const char *prefix, size_t digits,
		       const char *first)
{
	const char *hex = after_prefix(name, prefix);

	if (hex == NULL)
		return xasprintf("it does not begin with %s", prefix);
	size_t count = strspn(hex, "0123456789abcdef");
	if (hex[count] != '\0' || count != digits)
		return xasprintf("%s is followed by %zu hexadecimal digits", prefix,
				 digits);
	if (first != NULL && strchr(first, hex[0]) == NULL)
		return xasprintf("a %s name of %zu digits begins with one of %s", prefix,
				 digits, first);
	return NULL;
}

static char *naa_fault(const char *name)
{
	return hex_fault(name, "naa.", 16, "125cdef");
}

static char *eui_fault(const char *name)
{
	return hex_fault(name, "eui.", 16, NULL);
}

static char *ib_fault(const char *name)
{
	return hex_fault(name, "ib.", 32, NULL);
}

static char *free_fault(const char *name)
{
	if (*name == '\0' || strlen(name) > NAME_MAX_BYTES)
		return xasprintf("it must have 1 to %d bytes", NAME_MAX_BYTES);
	if (name[0] == '.')
		return xstrdup("it begins with a dot");
	return bad_letter(name, free_letters, ". : - _ @");
}

static const struct form forms[] = {
	[WWN_IQN] = { "iqn.", "iqn.YYYY-MM.domain:name", "iqn.2026-11.org.example:disk1",
		      false, iqn_fault },
	[WWN_NAA] = { "naa.", "naa. and 16 hexadecimal digits", "naa.5001405000000001",
		      true, naa_fault },
	[WWN_EUI] = { "eui.", "eui. and 16 hexadecimal digits", "eui.0014050000000001",
		      true, eui_fault },
	[WWN_IB] = { "ib.", "ib. and 32 hexadecimal digits",
		     "ib.fe80000000000000e41d2d0300e7a1b2", true, ib_fault },
	[WWN_FREE] = { "", "a name of the machine", "30000002", false, free_fault },
};

static char *lower_case(const char *text)
{
	while (isspace((unsigned char)*text))
		text++;
	char *lower = xstrdup(text);
	size_t length = strlen(lower);
	while (length > 0 && isspace((unsigned char)lower[length - 1]))
		length--;
	lower[length] = '\0';
	for (char *at = lower; *at != '\0'; at++)
		*at = (char)tolower((unsigned char)*at);
	return lower;
}

/* The name as that form writes it: hex names are typed with or without prefix, 0x,
 * colons and dashes. */
static char *into_form(const struct form *form, const char *typed)
{
	char *name = lower_case(typed);

	if (!form->is_hex)
		return name;
	autofree char *old = name;
	const char *from = starts_with(old, "0x") ? old + 2 : old;
	autotext struct text clean = { 0 };
	if (strchr(from, '.') == NULL)
		text_add(&clean, form->prefix);
	for (; *from != '\0'; from++)
		if (*from != ':' && *from != '-')
			text_add_bytes(&clean, from, 1);
	return text_take(&clean);
}

/* Which form was meant: the one whose prefix was typed, else the only one. */
static const struct form *meant_form(const struct fabric *fabric, const char *name)
{
	for (size_t i = 0; i < fabric->wwn_count; i++) {
		const struct form *form = &forms[fabric->wwns[i]];

		if (*form->prefix != '\0' && starts_with(name, form->prefix))
			return form;
	}
	return fabric->wwn_count == 1 ? &forms[fabric->wwns[0]] : NULL;
}

static int not_a_name(const struct fabric *fabric, const char *typed, const char *what,
		      struct error *err)
{
	autofree char *shown = escape_text(typed);
	autotext struct text all = { 0 };

	error_set(err, NULL, -EINVAL, "'%s' is not the name of %s of %s", shown, what,
		  fabric->name);
	autofree char *lower = lower_case(typed);
	const struct form *form = meant_form(fabric, lower);
	for (size_t i = 0; i < fabric->wwn_count; i++)
		text_addf(&all, "%s%s", i == 0 ? "" : ", or ",
			  forms[fabric->wwns[i]].words);
	if (form == NULL) {
		because(err, "%s takes %s", fabric->name, all.data);
	} else {
		autofree char *name = into_form(form, typed);
		autofree char *fault = form->fault(name);
		because(err, "%s", fault);
	}
	advise(err, "write it like %s", forms[fabric->wwns[0]].example);
	return -EINVAL;
}

static int normalise(const struct fabric *fabric, const char *typed, const char *what,
		     char **wwn, struct error *err)
{
	for (size_t i = 0; i < fabric->wwn_count; i++) {
		const struct form *form = &forms[fabric->wwns[i]];
		autofree char *name = into_form(form, typed);
		autofree char *fault = form->fault(name);

		if (fault != NULL)
			continue;
		*wwn = take_ptr(name);
		return 0;
	}
	return not_a_name(fabric, typed, what, err);
}

int wwn_normalise(const struct fabric *fabric, const char *typed, char **wwn,
		  struct error *err)
{
	/* Names that begin with naa.6 and have 16 digits were made by mistake once;
	 * other tools turn them into naa.5, and so the same target is meant. */
	if (starts_with(typed, "naa.6") && strlen(typed) == strlen("naa.") + 16) {
		autofree char *fixed = xasprintf("naa.5%s", typed + strlen("naa.6"));

		return normalise(fabric, fixed, "a target", wwn, err);
	}
	return normalise(fabric, typed, "a target", wwn, err);
}

int initiator_normalise(const struct fabric *fabric, const char *typed, char **wwn,
			struct error *err)
{
	return normalise(fabric, typed, "an initiator", wwn, err);
}

int wwn_acceptable(const struct fabric *fabric, const char *wwn, struct error *err)
{
	size_t most = NAME_MAX_BYTES;

	for (size_t i = 0; i < fabric->wwn_count; i++)
		if (fabric->wwns[i] == WWN_IQN)
			most = IQN_MAX;
	autofree char *shown = escape_text(wwn);
	if (*wwn == '\0' || strcmp(wwn, ".") == 0 || strcmp(wwn, "..") == 0 ||
	    strchr(wwn, '/') != NULL || !text_is_printable(wwn)) {
		error_set(err, NULL, -EINVAL, "'%s' cannot be a name of %s", shown,
			  fabric->name);
		because(err, "a name is printable text without '/'");
		return -EINVAL;
	}
	if (strlen(wwn) <= most)
		return 0;
	error_set(err, NULL, -EINVAL, "the name '%s' is too long", shown);
	because(err, "it has %zu bytes, the kernel takes at most %zu for %s", strlen(wwn),
		most, fabric->name);
	return -EINVAL;
}

int iqn_base_check(const char *base, struct error *err)
{
	autofree char *whole = xasprintf("%s:x", base), *shown = escape_text(base);
	autofree char *fault =
		strchr(base, ':') != NULL
			? xstrdup("the colon and what follows are not part of it")
			: iqn_fault(whole);

	if (fault == NULL)
		return 0;
	error_set(err, NULL, -EINVAL, "'%s' is no base of a name", shown);
	because(err, "%s", fault);
	advise(err, "write it like iqn.2026-11.org.example, with a domain that is yours");
	return -EINVAL;
}

char *iqn_base_normal(const char *typed)
{
	return lower_case(typed);
}

/* --- generated ------------------------------------------------------------------- */

/* That many random hexadecimal digits, owned. */
static char *random_hex(size_t digits)
{
	unsigned char bytes[32] = { 0 };
	autotext struct text hex = { 0 };

	/* So few bytes can neither fail nor be cut on a kernel that has configfs. */
	if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
		abort();
	for (size_t i = 0; i < digits && i < sizeof bytes; i++)
		text_addf(&hex, "%x", bytes[i] & 15U);
	return text_take(&hex);
}

/* The letters of a host or machine name that a name may hold: up to the first dot, in
 * lower case. */
static void add_label(struct text *name, const char *label)
{
	for (; *label != '\0' && *label != '.'; label++) {
		char letter = (char)tolower((unsigned char)*label);

		if (letter != ':' && strchr(iqn_letters, letter) != NULL)
			text_add_bytes(name, &letter, 1);
	}
}

char *wwn_host_name(void)
{
	struct utsname machine = { 0 };
	struct text name = { 0 };

	uname(&machine);
	for (const char *at = machine.nodename; *at != '\0'; at++) {
		char letter = (char)tolower((unsigned char)*at);

		if (letter != ':' && strchr(iqn_letters, letter) != NULL)
			text_add_bytes(&name, &letter, 1);
	}
	if (name.data != NULL &&
	    (strcmp(name.data, "localhost") == 0 || starts_with(name.data, "localhost.")))
		text_free(&name);
	return text_take(&name);
}

char *wwn_generate_iqn(void)
{
	struct utsname machine = { 0 };
	autotext struct text name = { 0 };
	autofree char *serial = random_hex(12);

	uname(&machine);
	text_add(&name, "iqn.2003-01.org.linux-iscsi.");
	add_label(&name, machine.nodename);
	text_add(&name, ".");
	add_label(&name, machine.machine);
	text_addf(&name, ":sn.%s", serial);
	return text_take(&name);
}

char *wwn_generate_naa(void)
{
	autofree char *hex = random_hex(9);

	return xasprintf("naa.5001405%s", hex);
}

char *wwn_generate_eui(void)
{
	autofree char *hex = random_hex(10);

	return xasprintf("eui.001405%s", hex);
}

char *wwn_generate_like(const char *wwn)
{
	if (starts_with(wwn, "iqn."))
		return wwn_generate_iqn();
	return starts_with(wwn, "eui.") ? wwn_generate_eui() : wwn_generate_naa();
}

char *serial_generate(void)
{
	autofree char *hex = random_hex(32);

	hex[12] = '4'; /* version: random */
	hex[16] = "89ab"[hex[16] & 3];
	return xasprintf("%.8s-%.4s-%.4s-%.4s-%s", hex, hex + 8, hex + 12, hex + 16,
			 hex + 20);
}
