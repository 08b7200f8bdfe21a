/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Locals that own something say so where they are declared.  Every closer
 * keeps errno and takes NULL or -1 as "nothing to do".
 */
#pragma once

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* The static analyzers do not know the cleanup attribute and report leaks. */
#ifdef __clang_analyzer__
#define cleaned_by(function) __attribute__((cleanup(function), suppress))
#else
#define cleaned_by(function) __attribute__((cleanup(function)))
#endif

#define autofree  cleaned_by(cleanup_free)
#define autoclose cleaned_by(cleanup_close)
#define autodir   cleaned_by(cleanup_dir)
#define autofile  cleaned_by(cleanup_file)

/* Hands ownership on: the variable is NULL afterwards. */
#define take_ptr(pointer)                                                                \
	({                                                                               \
		__typeof__(pointer) taken_ = (pointer);                                  \
		(pointer) = NULL;                                                        \
		taken_;                                                                  \
	})

static inline void cleanup_free(void *pointer)
{
	int saved = errno;

	free(*(void **)pointer);
	errno = saved;
}

static inline void cleanup_close(const int *fd)
{
	int saved = errno;

	if (*fd >= 0)
		close(*fd);
	errno = saved;
}

static inline void cleanup_dir(DIR *const *dir)
{
	int saved = errno;

	if (*dir != NULL)
		closedir(*dir);
	errno = saved;
}

/* Not for files whose close matters: those are flushed and checked by hand. */
static inline void cleanup_file(FILE *const *file)
{
	int saved = errno;

	if (*file != NULL)
		fclose(*file);
	errno = saved;
}
