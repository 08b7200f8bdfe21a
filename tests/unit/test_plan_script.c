/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Steps as commands, run by sh: a file that is there already ends the script. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"
#include "configfs/plan.h"
#include "tests/unit/expect.h"

/* "0 4096": the script's status, and the size of the file after it. */
static char *made(char *path)
{
	const struct step step = {
		.op = STEP_MAKE_FILE,
		.path = path,
		.bytes = 4096,
		.sparse = true,
	};
	autofree char *command = step_command(&step, "/nonexistent", false);
	autofree char *script = xasprintf("set -eu\n%s\nexit 0\n", command);
	autofree char *word = quote_for_sh(script);
	autofree char *line = xasprintf("sh -c %s 2>/dev/null", word);
	int status = system(line);
	struct stat st = { 0 };

	(void)!stat(path, &st);
	return xasprintf("%s %lld", status == 0 ? "done" : "stopped",
			 (long long)st.st_size);
}

int main(void)
{
	char template[] = "/tmp/test_plan_script.XXXXXX";
	const char *directory = mkdtemp(template);

	if (directory == NULL)
		return 1;
	autofree char *path = xasprintf("%s/it's a disk", directory);
	autofree char *first = made(path);
	expect("a new file", first, "done 4096");
	if (truncate(path, 17) < 0)
		return 1;
	autofree char *second = made(path);
	expect("one that is there", second, "stopped 17");
	unlink(path);
	rmdir(directory);
	return failures > 0;
}
