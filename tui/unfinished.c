/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers of a wizard that did not come to its end. */
#include "tui/unfinished.h"

#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/state.h"
#include "configfs/base/text.h"
#include "profiles/profile.h"
#include "profiles/sha256.h"
#include "tui/answers_file.h"
#include "tui/dialog.h"

/* One for the kernel, one for each profile. */
static char *name_of(const struct wizard *wizard)
{
	const struct profile *profile = wizard->start->profile;
	char hex[SHA256_HEX];

	if (profile == NULL)
		return xstrdup("wizard");
	autofree char *path = realpath(profile->path, NULL);
	autofree char *here = realpath(".", NULL);
	autofree char *whole =
		path != NULL ? xstrdup(path)
		: *profile->path == '/'
			? xstrdup(profile->path)
			: xasprintf("%s/%s", here == NULL ? "" : here, profile->path);
	sha256_hex(whole, strlen(whole), hex);
	return xasprintf("wizard-%.16s", hex);
}

void unfinished_keep(const struct wizard *wizard)
{
	autofree char *name = name_of(wizard), *text = answers_text(wizard);

	if (*text != '\0')
		state_keep(name, text);
}

void unfinished_drop(const struct wizard *wizard)
{
	autofree char *name = name_of(wizard);

	state_drop(name);
}

static char *read_whole(FILE *file)
{
	struct text out = { 0 };
	autofree char *line = NULL;
	size_t room = 0;

	while (text_read_line(file, &line, &room) >= 0)
		text_addf(&out, "%s\n", line);
	return text_take(&out);
}

bool unfinished_offer(struct wizard *wizard)
{
	struct error autoerror ignored = { 0 };
	autofree char *name = name_of(wizard);
	autofile FILE *file = state_open(name);

	if (file == NULL)
		return true;
	autofree char *kept = read_whole(file);
	if (*kept == '\0')
		return true;
	autofree char *text = xasprintf("The wizard did not come to its end last time.  "
					"These answers are kept; secrets are asked for "
					"again:\n\n%s",
					kept);
	if (fseek(file, 0, SEEK_SET) < 0)
		return true;
	switch (dialog_ask(wizard, "Go on with them?", text)) {
	case ANSWER_YES:
		/* Of another version some may be unknown: what was read holds. */
		(void)!answers_take(wizard, file, name, &ignored);
		break;
	case ANSWER_NO:
		state_drop(name);
		break;
	case ANSWER_GONE:
		return false;
	}
	return true;
}
