/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finishes a manual page: copies standard input to standard output and puts lists made
 * from the rows in the place of lines such as @COMMANDS@, so that no page can tell
 * something else than the program.  Used when liosh is built, never installed.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/connect.h"
#include "configfs/edit.h"
#include "configfs/type.h"
#include "shell/command.h"

/* One character of UTF-8 as troff's number for it; returns its last byte. */
static const char *say_wide(const char *text)
{
	unsigned char first = (unsigned char)*text;
	unsigned code = first >= 0xf0   ? first & 7u
			: first >= 0xe0 ? first & 15u
					: first & 31u;

	for (; ((unsigned char)text[1] & 0xc0) == 0x80; text++)
		code = code << 6 | ((unsigned char)text[1] & 63u);
	printf("\\[u%04X]", code);
	return text;
}

/* Text as troff takes it literally. */
static void say(const char *text)
{
	if (*text == '.' || *text == '\'')
		fputs("\\&", stdout);
	for (; *text != '\0'; text++) {
		if (*text == '\\')
			fputs("\\e", stdout);
		else if (*text == '-')
			fputs("\\-", stdout);
		else if ((unsigned char)*text >= 0x80)
			text = say_wide(text);
		else
			putchar(*text);
		if (*text == '\n' && (text[1] == '.' || text[1] == '\''))
			fputs("\\&", stdout);
	}
}

static void say_with(const char *before, const char *text, const char *after)
{
	fputs(before, stdout);
	say(text);
	fputs(after, stdout);
}

/* A sentence, with the full stop that messages and helps go without. */
static void say_sentence(const char *text)
{
	size_t length = strlen(text);

	if (length == 0)
		return;
	say(text);
	puts(strchr(".!?:)", text[length - 1]) != NULL ? "" : ".");
}

/* --- commands -------------------------------------------------------------------- */

/* What it takes at / before its other arguments; NULL: nothing. */
static const struct create_arg *args_at_root(const struct command *command)
{
	const struct node root = { .type = &node_types[CLASS_ROOT] };
	bool is_there = command->args_of != NULL && command->where & ON(CLASS_ROOT);

	return is_there ? command->args_of(&root) : NULL;
}

static void say_command_arg(const char *name, const char *help, bool required)
{
	say_with(".TP\n.I ", name, "\n");
	say_sentence(help != NULL ? help : "");
	if (required)
		puts("Required.");
}

static void say_command_args(const struct command *command)
{
	const struct create_arg *first = args_at_root(command);
	const struct command_arg *arg = command->args;

	if (first == NULL && (arg == NULL || arg->name == NULL))
		return;
	puts(".RS");
	for (; first != NULL && first->name != NULL; first++)
		say_command_arg(first->name, first->help, first->required);
	for (; arg != NULL && arg->name != NULL; arg++)
		say_command_arg(arg->name, arg->help, arg->required);
	puts(".RE");
}

static void say_usage_arg(const char *name, bool required)
{
	say_with(required ? " \\fI" : " [\\fI", name, "\\fR");
	fputs(required ? "" : "]", stdout);
}

/* Without a usage of its own a command is used as its arguments stand in the row. */
static void say_usage(const struct command *command)
{
	const struct create_arg *first = args_at_root(command);
	const struct command_arg *arg = command->args;

	if (command->usage != NULL && *command->usage != '\0') {
		say_with(" \\fI", command->usage, "\\fR\n");
		return;
	}
	for (; first != NULL && first->name != NULL; first++)
		say_usage_arg(first->name, first->required);
	for (; arg != NULL && arg->name != NULL; arg++)
		say_usage_arg(arg->name, arg->required);
	putchar('\n');
}

static void say_commands(void)
{
	for (const struct command *const *at = commands; *at != NULL; at++) {
		const struct command *command = *at;

		say_with(".TP\n\\fB", command->name, "\\fR");
		say_usage(command);
		say_sentence(command->help);
		say_command_args(command);
	}
}

static void say_arg_names(const struct create_arg *args)
{
	for (const struct create_arg *arg = args; arg != NULL && arg->name != NULL; arg++)
		say_usage_arg(arg->name, arg->required);
	putchar('\n');
}

static void say_arg_helps(const struct create_arg *args)
{
	bool later = false;

	for (const struct create_arg *arg = args; arg != NULL && arg->name != NULL;
	     arg++) {
		if (arg->help == NULL)
			continue;
		say_with(later ? ".br\n\\fI" : "\\fI", arg->name, "\\fR: ");
		later = true;
		say_sentence(arg->help);
		if (arg->dflt != NULL)
			say_with("Default: ", arg->dflt, ".\n");
	}
}

static void say_parameters(const char *command, const struct create_arg *args)
{
	if (args == NULL)
		return;
	say_with(".TP\n\\fB", command, "\\fR");
	say_arg_names(args);
	say_arg_helps(args);
}

/* The parameters of `create` in each kind of backstore, and of `delete` in all. */
static void say_creates(void)
{
	const struct node kind = { .type = &node_types[CLASS_KIND] };

	for (const struct backstore *const *at = backstores; *at != NULL; at++) {
		const struct backstore *backstore = *at;

		say_with(".TP\n\\fB/backstores/", backstore->name, " create\\fR");
		say_arg_names(backstore->create);
		say_sentence(backstore->help);
		say_arg_helps(backstore->create);
	}
	say_parameters("/backstores/KIND delete", edit_delete_args(&kind));
}

/* `create` and `delete` of everything that is no backstore, by where they are used. */
static void say_objects(void)
{
	for (size_t class = 0; class < CLASS_COUNT; class ++) {
		const struct node parent = { .type = &node_types[class] };

		if (class == CLASS_KIND || edit_delete_args(&parent) == NULL)
			continue;
		say_with(".SS On: ", parent.type->what, "\n");
		say_parameters("create", edit_create_args(&parent));
		say_parameters("delete", edit_delete_args(&parent));
	}
}

static void say_fabrics(void)
{
	for (const struct fabric *const *at = fabrics; *at != NULL; at++) {
		say_with(".TP\n\\fB/", (*at)->name, "\\fR");
		say_with(" (", (*at)->title, ")\n");
		say_sentence((*at)->help);
	}
}

static void say_platforms(void)
{
	for (const struct connect_platform *const *at = connect_platforms; *at != NULL;
	     at++) {
		say_with(".TP\n.B ", (*at)->name, "\n");
		say_sentence((*at)->title);
	}
}

/* --- values ---------------------------------------------------------------------- */

static const struct {
	unsigned flag;
	const char *sentence;
} flag_notes[] = {
	{ ATTR_READ_ONLY, "Shown only, never written." },
	{ ATTR_ACTION, "Writing it does something; nothing is saved." },
	{ ATTR_AT_CREATE, "Fixed when the object is made." },
	{ ATTR_RESIZE, "Can grow while it is exported." },
	{ ATTR_BEFORE_EXPORT, "Not while a LUN links to the object." },
	{ ATTR_WHILE_DISABLED, "Only while the TPG is disabled." },
	{ ATTR_BEFORE_LUNS, "Only while the TPG has no LUN." },
	{ ATTR_KEEP, "Left out: the live one stays." },
	{ ATTR_DROPS, "A change ends the sessions of the object." },
	{ ATTR_IDENTITY, "A change alters what initiators recognise." },
};

static void say_default(const struct attr *attr)
{
	autofree char *text = NULL;

	if (attr->flags & (ATTR_READ_ONLY | ATTR_ACTION))
		return;
	if (attr->flags & ATTR_DEVICE) {
		puts("Default: the device's.");
	} else if (attr->rule != NULL) {
		puts("Default: follows other values of the object.");
	} else if (attr->dflt != NULL) {
		text = attr_profile_text(attr, attr->dflt);
		say_with("Default: ", *text != '\0' ? text : "unset", ".\n");
	}
}

static void say_value(const struct attr *attr)
{
	autofree char *range = attr_range_text(attr);

	say_with(".TP\n\\fB", attr->name, "\\fR");
	say_with(" (", range, ")\n");
	say_sentence(attr->help != NULL ? attr->help : "");
	say_default(attr);
	for (size_t i = 0; i < sizeof(flag_notes) / sizeof(*flag_notes); i++) {
		if (attr->flags & flag_notes[i].flag)
			puts(flag_notes[i].sentence);
	}
}

/* Groups that several types share are described once, where they come first. */
static bool seen_before(const struct attr_group *group)
{
	static const struct attr_group *seen[256];
	static size_t count;

	for (size_t i = 0; i < count; i++) {
		if (seen[i] == group)
			return true;
	}
	if (count < sizeof(seen) / sizeof(*seen))
		seen[count++] = group;
	return false;
}

static void say_group(const struct attr_group *group)
{
	puts(".PP");
	if (group->key == NULL)
		puts("In the object's own mapping:");
	else
		say_with("In \\fB", group->key, "\\fR:\n");
	attr_foreach (row, group)
		say_value(row);
	if (group->open)
		puts(".PP\nA file of the kernel that is not in this list is a value "
		     "too.");
}

/* The groups of one owner under a heading, which is left out if nothing is new. */
static void say_groups(const char *title, const char *of,
		       const struct attr_group *const *groups)
{
	bool headed = false;

	for (; groups != NULL && *groups != NULL; groups++) {
		if (seen_before(*groups))
			continue;
		if (!headed) {
			printf(".SS \"%c", toupper((unsigned char)*title));
			say(title + 1);
			say_with(of != NULL ? " of " : "", of != NULL ? of : "", "\"\n");
		}
		headed = true;
		say_group(*groups);
	}
}

static void say_class_keys(void)
{
	for (size_t class = 0; class < CLASS_COUNT; class ++)
		say_groups(node_types[class].what, NULL, node_types[class].groups);
}

static void say_backstore_keys(void)
{
	for (const struct backstore *const *at = backstores; *at != NULL; at++) {
		const struct backstore *backstore = *at;

		say_groups(node_types[CLASS_SO].what, backstore->name, backstore->groups);
	}
}

static void say_fabric_keys(void)
{
	for (const struct fabric *const *at = fabrics; *at != NULL; at++) {
		const struct fabric *row = *at;

		say_groups("Fabric", row->name, row->groups);
		say_groups(node_types[CLASS_TARGET].what, row->name, row->target_groups);
		say_groups(node_types[CLASS_TPG].what, row->name, row->tpg_groups);
		say_groups(node_types[CLASS_ACL].what, row->name, row->acl_groups);
		say_groups(node_types[CLASS_PORTAL].what, row->name, row->portal_groups);
	}
}

/* --- the page -------------------------------------------------------------------- */

static const struct {
	const char *line;
	void (*say)(void);
} lists[] = {
	{ "@COMMANDS@\n", say_commands },
	{ "@CREATES@\n", say_creates },
	{ "@OBJECTS@\n", say_objects },
	{ "@FABRICS@\n", say_fabrics },
	{ "@PLATFORMS@\n", say_platforms },
	{ "@CLASS-KEYS@\n", say_class_keys },
	{ "@FABRIC-KEYS@\n", say_fabric_keys },
	{ "@BACKSTORE-KEYS@\n", say_backstore_keys },
};

static void copy_line(const char *line, const char *version)
{
	const char *at = strstr(line, "@VERSION@");

	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		if (strcmp(line, lists[i].line) == 0) {
			lists[i].say();
			return;
		}
	}
	if (at == NULL)
		fputs(line, stdout);
	else
		printf("%.*s%s%s", (int)(at - line), line, version,
		       at + strlen("@VERSION@"));
}

int main(int argc, char **argv)
{
	char line[1024];

	if (argc != 2) {
		fputs("usage: rows VERSION <PAGE.in >PAGE\n", stderr);
		return 64;
	}
	while (fgets(line, sizeof(line), stdin) != NULL)
		copy_line(line, argv[1]);
	return fflush(stdout) != 0 || ferror(stdin) ? 74 : 0;
}
