/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan as a sh script: the same writes, for the day when liosh cannot make them. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"
#include "configfs/path.h"
#include "configfs/plan.h"
#include "configfs/volume.h"

static char *write_command(const struct step *step, const char *path, bool masked)
{
	char *text =
		step->secret && masked ? xstrdup("'********'") : word_for_sh(step->text);
	/* bash's own writes line by line, and a write is one value. */
	const char *env = strchr(step->text, '\n') != NULL ? "env " : "";
	char *command = xasprintf("%sprintf %%s %s > %s%s", env, text, path,
				  step->settles ? "; sleep 1" : "");

	secret_free(text);
	return command;
}

char *step_command(const struct step *step, const char *root, bool masked)
{
	bool is_file = step->op == STEP_MAKE_FILE || step->op == STEP_DROP_FILE;
	autofree char *whole =
		is_file ? xstrdup(step->path) : xasprintf("%s/%s", root, step->path);
	autofree char *path = word_for_sh(whole), *linked = NULL, *target = NULL;

	switch (step->op) {
	case STEP_MKDIR:
		return xasprintf("mkdir %s", path);
	case STEP_RMDIR:
		return xasprintf("rmdir %s", path);
	case STEP_WRITE:
		return write_command(step, path, masked);
	case STEP_LINK:
		linked = xasprintf("%s/%s", root, step->text);
		target = word_for_sh(linked);
		return xasprintf("ln -s %s %s", target, path);
	case STEP_UNLINK:
	case STEP_DROP_FILE:
		return xasprintf("rm %s", path);
	case STEP_MAKE_FILE:
		/* Two lines: a failure left of && ends no script. */
		return xasprintf("( set -C; : > %s )\n%s %" PRIu64 " %s", path,
				 step->sparse ? "truncate -s" : "fallocate -l",
				 step->bytes, path);
	case STEP_CHECK:
		break;
	}
	return NULL;
}

/* The kernel would make a file that is not there, and hand out an empty disk. */
static void add_guard(struct text *out, const struct step *step)
{
	const struct node *so = step->node;

	if (step->op != STEP_WRITE || so == NULL || so->type->class != CLASS_SO ||
	    !(so->backstore->flags & BACKSTORE_OPENS_PATH) ||
	    strcmp(strrchr(step->path, '/'), "/enable") != 0)
		return;
	autofree char *path = word_for_sh(node_text(so, so->backstore->path_value));
	text_addf(out, "[ -e %s ] || { echo >&2 there is no %s; exit 1; }\n", path, path);
}

/* What is written only under a condition, or may fail. */
static void add_step(struct text *out, const struct step *step, bool masked)
{
	char *command = step_command(step, FS_TARGET, masked);
	autofree char *whole = xasprintf(FS_TARGET "/%s", step->path);
	autofree char *path = word_for_sh(whole);

	if (command == NULL)
		return;
	add_guard(out, step);
	/* The one directory that an apply makes as well. */
	if (step->op == STEP_MAKE_FILE && starts_with(step->path, EXTENTS_OF_ROOT "/"))
		text_add(out, "mkdir -p -m 700 " EXTENTS_OF_ROOT "\n");
	if (step->may_lack)
		text_addf(out, "[ ! -e %s ] || ", path);
	if (step->compare && step->reads != NULL) {
		autofree char *reads = quote_for_sh(step->reads);

		text_addf(out, "[ \"$(cat %s)\" = %s ] || ", path, reads);
	}
	text_addf(out, "%s%s%s\n", command,
		  step->may_refuse ? " || echo >&2 refused: " : "",
		  step->may_refuse ? path : "");
	secret_free(command);
}

/* What apply_prepare() does. */
static void add_preparation(struct text *out, const struct plan *plan)
{
	text_add(out, "modprobe target_core_mod\n"
		      "[ -d " FS_TARGET " ] || mount -t configfs configfs "
		      "/sys/kernel/config\n"
		      "dbroot=" FS_TARGET "/dbroot\n");
	if (plan->module_count > 0 && plan->first_object)
		text_add(out, "if [ \"$(cat $dbroot)\" = " DBROOT_OF_KERNEL " ]; then\n"
			      "\tmkdir -p " DBROOT_OURS "\n"
			      "\tprintf %s " DBROOT_OURS " > $dbroot || :\n"
			      "fi\n");
	if (plan->module_count > 0)
		text_add(out, "mkdir -p \"$(cat $dbroot)/pr\" \"$(cat $dbroot)/alua\"\n");
	for (size_t i = 0; i < plan->module_count; i++)
		text_addf(out, "modprobe %s\n", plan->modules[i].name);
}

/* Lines for what configfs has no place for. */
static int add_kept(struct node *node, void *data)
{
	struct text *out = data;

	value_foreach(value, node)
	{
		if (value->attr == NULL || !(value->attr->flags & ATTR_KEPT) ||
		    text_equal(value->attr->dflt, value->text))
			continue;
		autofree char *path = node_path(node);
		autofree char *text = attr_profile_text(value->attr, value->text);
		autofree char *line = xasprintf("liosh %s set %s %s=%s", path,
						value->group->name, value->name, text);
		autofree char *word = quote_for_sh(line);
		text_addf(out, "echo >&2 not in the kernel, for later: %s\n", word);
	}
	return 0;
}

char *plan_script(const struct plan *plan, bool masked, bool *has_secrets)
{
	struct text out = { 0 };

	*has_secrets = false;
	text_add(&out,
		 "#!/bin/sh\n"
		 "# The writes of one change to the SCSI target, to be run as root.\n"
		 "set -eu\n"
		 "umask 077\n");
	if (plan->step_count > 0)
		add_preparation(&out, plan);
	for (int phase = 0; phase < PHASE_COUNT; phase++)
		for (size_t i = 0; i < plan->step_count; i++) {
			if ((int)plan->steps[i].phase != phase)
				continue;
			add_step(&out, &plan->steps[i], masked);
			*has_secrets = *has_secrets || plan->steps[i].secret;
		}
	node_walk(node_mutable(plan->wanted), add_kept, &out);
	return text_take(&out);
}
