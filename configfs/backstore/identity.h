/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows of wwn/ as most kinds have them: each table adds what differs, flags in `more`.
 * The kernel refuses them all while a LUN leads to the object (Linux 6.1).
 */
#pragma once

#include "configfs/backstore/kinds.h"
#include "configfs/rows.h"

#define TEXT_OF_IDENTITY(row, bytes, more)                                               \
	.name = row, .kind = ATTR_TEXT, .flags = ATTR_BEFORE_EXPORT | (more),            \
	.max = (bytes), .normal = normal_trimmed, .unset = "\n"

#define ROW_SERIAL(more)                                                                 \
	TEXT_OF_IDENTITY("serial", 253, ATTR_IDENTITY | ATTR_BEFORE_ENABLE | (more)),    \
		.file = "vpd_unit_serial", .decode = decode_serial, .also = "wwn"
/* What INQUIRY shows. */
#define ROW_INQUIRY(row, bytes, more)                                                    \
	TEXT_OF_IDENTITY(row, bytes, ATTR_IDENTITY | (more)), .decode = decode_trimmed,  \
							      .check = check_inquiry
#define ROW_COMPANY_ID                                                                   \
	.name = "company_id", .kind = ATTR_TEXT,                                         \
	.flags = ATTR_BEFORE_EXPORT | ATTR_IDENTITY | ATTR_BEFORE_ENABLE, .max = 10,     \
	.dflt = "0x001405", .normal = normal_company, .check = check_company
#define ROW_PD_TEXT_ID_INFO                                                              \
	TEXT_OF_IDENTITY("pd_text_id_info", 255, 0), .dflt = "", .decode = decode_trimmed
