/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UTF-8, one code point at a time. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Length of the valid sequence at `bytes` and its code point; 0: there is none. */
size_t utf8_decode(const char *bytes, size_t left, uint32_t *code);
/* Valid UTF-8 without control characters but line feed and tab: what a value may be. */
bool utf8_is_clean(const char *text);
