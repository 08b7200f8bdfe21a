/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SHA-256 (FIPS 180-4), for the seal of a saved profile. */
#pragma once

#include <stddef.h>

#define SHA256_HEX 65 /* 64 digits and the NUL */

void sha256_hex(const void *bytes, size_t length, char hex[SHA256_HEX]);
