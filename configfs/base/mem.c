/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Allocation that either succeeds or ends the program in an orderly way. */
#include "configfs/base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void (*die_hook)(void);

void set_die_hook(void (*hook)(void))
{
	die_hook = hook;
}

/* Nothing here may allocate. */
void die_of_memory(void)
{
	static const char message[] = "liosh: out of memory\n";

	if (die_hook != NULL)
		die_hook();
	if (write(STDERR_FILENO, message, sizeof message - 1) < 0)
		_exit(71);
	_exit(71);
}

static void *or_die(void *memory)
{
	if (memory == NULL)
		die_of_memory();
	return memory;
}

void *xcalloc(size_t count, size_t size)
{
	return or_die(calloc(count == 0 ? 1 : count, size == 0 ? 1 : size));
}

void *xreallocarray(void *old, size_t count, size_t size)
{
	return or_die(reallocarray(old, count == 0 ? 1 : count, size == 0 ? 1 : size));
}

char *xstrdup(const char *text)
{
	return or_die(strdup(text));
}

char *xstrdup_null(const char *text)
{
	return text == NULL ? NULL : xstrdup(text);
}

char *xstrndup(const char *text, size_t length)
{
	return or_die(strndup(text, length));
}

char *xasprintf(const char *format, ...)
{
	char *text = NULL;
	va_list args;

	va_start(args, format);
	int length = vasprintf(&text, format, args);
	va_end(args);
	return or_die(length < 0 ? NULL : text);
}

void secret_free(char *text)
{
	if (text == NULL)
		return;
	explicit_bzero(text, strlen(text));
	free(text);
}
