/* SPDX-License-Identifier: GPL-3.0-or-later */
/* By what initiators recognise a storage object: serial, vendor, product. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "configfs/backstore/identity.h"
#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "configfs/rows.h"

#define PRODUCT_MAX 16

char *normal_trimmed(const char *canonical)
{
	size_t length;

	canonical += strspn(canonical, " ");
	length = strlen(canonical);
	while (length > 0 && canonical[length - 1] == ' ')
		length--;
	return xstrndup(canonical, length);
}

/* Devices pad their texts with blanks; the kernel strips what is written. */
char *decode_trimmed(const char *raw)
{
	return normal_trimmed(raw);
}

char *decode_serial(const char *raw)
{
	const char *serial = after_prefix(raw, "T10 VPD Unit Serial Number: ");

	return normal_trimmed(serial == NULL ? raw : serial);
}

int check_inquiry(const char *canonical, struct error *err)
{
	for (const char *at = canonical; *at != '\0'; at++) {
		if (*at >= ' ' && *at <= '~')
			continue;
		error_set(err, NULL, -EINVAL, "'%s' cannot be shown to initiators",
			  canonical);
		because(err, "SCSI inquiry data is printable ASCII");
		return -EINVAL;
	}
	return 0;
}

char *normal_company(const char *canonical)
{
	uint64_t number;

	if (strncasecmp(canonical, "0x", 2) != 0 ||
	    !parse_kernel_uint(canonical, &number) || number > 0xffffff)
		return xstrdup(canonical);
	return xasprintf("0x%06llx", (unsigned long long)number);
}

int check_company(const char *canonical, struct error *err)
{
	if (strlen(canonical) == 8 && starts_with(canonical, "0x") &&
	    strspn(canonical + 2, "0123456789abcdef") == 6)
		return 0;
	error_set(err, NULL, -EINVAL, "company_id cannot be '%s'", canonical);
	because(err, "company_id takes 0x and at most six hexadecimal digits");
	return -EINVAL;
}

/* The kind's own name, or with emulate_model_alias that of the object. */
static char *default_product(const struct node *so)
{
	if (!node_is(so, "emulate_model_alias", "1"))
		return xstrdup_null(so->backstore->product);
	const char *at = so->flags & NODE_TWIN ? strrchr(so->name, '@') : NULL;
	size_t length = at == NULL ? strlen(so->name) : (size_t)(at - so->name);
	autofree char *name =
		xstrndup(so->name, length < PRODUCT_MAX ? length : PRODUCT_MAX);
	return normal_trimmed(name);
}

static const struct attr rows[] = {
	{ ROW_SERIAL(ATTR_KEEP | ATTR_ALWAYS | ATTR_SUMMARY | ATTR_GENERATED),
	  .help = "Serial number: initiators recognise the disk by it, so no two may "
		  "share one." },
	{ ROW_INQUIRY("vendor_id", 8, ATTR_BEFORE_ENABLE), .dflt = "LIO-ORG",
	  .help = "Vendor that initiators see." },
	{ ROW_INQUIRY("revision", 4, ATTR_BEFORE_ENABLE), .dflt = "4.0",
	  .help = "Revision that initiators see." },
	{ ROW_COMPANY_ID,
	  .help = "IEEE number of the company, part of the disk's NAA identifier." },
	{ ROW_PD_TEXT_ID_INFO,
	  .help = "Text that initiators may read to tell the disk from others." },
	{ ROW_INQUIRY("product_id", PRODUCT_MAX, ATTR_LAST), .rule = default_product,
	  .help = "Product that initiators see; emulate_model_alias overwrites it." },
};

const struct attr_group identity_group = { .dir = "wwn", ROWS(rows) };
