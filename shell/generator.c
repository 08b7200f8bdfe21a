/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the saved profile to what liosh's units have to wait for. */
#include "shell/generator.h"

#include <stdio.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"
#include "profiles/profile.h"
#include "profiles/units.h"
#include "shell/status.h"

bool generator_is_meant(const char *program)
{
	const char *slash = program == NULL ? NULL : strrchr(program, '/');

	return text_equal(slash == NULL ? program : slash + 1, "liosh-generator");
}

/* What is wrong with it is for the restore to tell, a moment later. */
static struct profile *read_saved(void)
{
	static const char *const paths[] = { PROFILE_DEFAULT, PROFILE_DEFAULT ".prev" };
	struct profile *profile = NULL;

	for (size_t i = 0; i < 2 && profile == NULL; i++) {
		struct error autoerror ignored = { 0 };

		(void)!profile_read(paths[i], PROFILE_PARTIAL, &profile, &ignored);
	}
	return profile;
}

int generator_run(int count, char *const *words)
{
	struct error autoerror err = { 0 };

	if (count < 1) {
		fputs("liosh-generator is run by systemd, with a directory\n", stderr);
		return exit_status(-ENOSYS);
	}
	struct profile *profile = read_saved();
	if (profile == NULL)
		return 0;
	int r = units_generate(words[0], profile->tree, &err);
	profile_free(profile);
	error_print(stderr, &err, 1);
	return exit_status(r);
}
