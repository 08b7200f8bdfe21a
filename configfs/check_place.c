/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where backing files are: whether the machine itself needs that file system. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "configfs/base/cleanup.h"
#include "configfs/check_part.h"
#include "configfs/volume.h"

#define autovolumes cleaned_by(volumes_clear)

/* The root of a live system or a container is none that could fill up and harm. */
static bool root_lasts(void)
{
	autovolumes struct volumes list = { 0 };
	struct error autoerror ignored = { 0 };

	if (volumes_read(&list, &ignored) < 0)
		return false;
	for (size_t i = 0; i < list.count; i++)
		if (list.all[i].is_root)
			return !list.all[i].is_volatile;
	return false;
}

static void look_at_root(struct root_volume *root)
{
	struct stat st;

	root->is_known = true;
	root->lasts = stat("/", &st) == 0 && root_lasts();
	root->dev = root->lasts ? st.st_dev : 0;
}

bool is_on_root(struct root_volume *root, const char *path)
{
	autofree char *real = realpath(path, NULL);
	autofree char *directory = directory_above(real == NULL ? path : real);
	struct stat st;

	if (!root->is_known)
		look_at_root(root);
	return root->lasts && stat(directory, &st) == 0 && st.st_dev == root->dev;
}
