/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one run of liosh works on: the live kernel, or a profile (-f). */
#pragma once

#include <stdio.h>

#include "configfs/commit.h"
#include "configfs/edit.h"
#include "profiles/profile.h"
#include "shell/preferences.h"

struct line;
struct shell;

/* What `wizard` was asked for. */
struct wizard_call {
	bool plain;
	const char *answers; /* a file, or NULL */
};

struct shell {
	const char *profile_path; /* -f, or NULL: live */
	struct profile *profile;  /* -f: the tree that is edited */
	struct error told;        /* -f: what the file is known to do wrong */
	bool knows_file;          /* -f: that of the file as it was is in `told` */
	struct profile *restored; /* by the last restoreconfig: errors point into it */
	char *restored_path;      /* and to its name, even if it cannot be read */
	struct fs fs;             /* live */
	struct node *tree;        /* live: as last loaded, for paths and completion */
	char *cwd;                /* shown path of the current node */
	struct preferences preferences;
	struct paths {
		char **paths;
		size_t count, at;
	} visited;               /* of `cd <` and `cd >` */
	unsigned workers;        /* --workers; 0: as many as are useful */
	bool yes;                /* --yes, or yes=true of the command under way */
	bool still;              /* --no-auto, or auto=false: no automatic moves */
	bool check;              /* --check, or check=true: nothing is done, only shown */
	bool differs;            /* something would have been done */
	bool partial;            /* of a restore at boot only a part was done */
	bool json;               /* -j */
	bool color;              /* on `out` */
	bool is_terminal;        /* someone is there to answer */
	bool interactive;        /* lines are typed at a prompt */
	bool lio_checked;        /* live: LIO is available */
	bool told_comments;      /* -f: that comments are not kept */
	bool done;               /* exit was given */
	unsigned unsaved;        /* changes since the last save */
	int output_error;        /* errno of what could not be printed, if it is known */
	struct json_t *gathered; /* -j: of a command on several paths, else NULL */
	FILE *out, *errors;
	/* The other face, which this room does not know. */
	int (*wizard)(struct shell *shell, const struct wizard_call *call,
		      struct error *err);
	const struct line *line; /* under way, for errors */
};

/* Set by SIGINT; looked at between steps and commands. */
extern volatile int interrupted;

int shell_open(struct shell *shell, const char *profile_path,
	       struct error *err) _must_check_;
void shell_close(struct shell *shell);
/* The tree as it is now (live: loaded anew at that depth), borrowed until the next call.
 */
int shell_tree(struct shell *shell, enum load_depth depth, struct node **tree,
	       struct error *err) _must_check_;
/* That with its settings, as a save should hold it: what is stopped for now is on. */
int shell_tree_to_save(struct shell *shell, struct node **tree,
		       struct error *err) _must_check_;
/* The tree of a machine that has nothing, borrowed likewise. */
struct node *shell_empty_tree(struct shell *shell);
/* Everything about one node of the tree, read-only values too. */
void shell_values(struct shell *shell, struct node *node);
/* -f: writes the profile to its own file. */
int shell_save(struct shell *shell, struct error *err) _must_check_;
/* -f: once for what was read: its comments go with what is written from the tree. */
void shell_tell_of_comments(struct shell *shell);
/* -f: writes a tree, that of the profile or another, to its file; flags of
 * profile_save(). */
int shell_save_tree(struct shell *shell, const struct node *tree, unsigned flags,
		    struct error *warnings, struct error *err) _must_check_;
/* -f: reads the file again and forgets what was changed since. */
int shell_read_again(struct shell *shell, struct error *err) _must_check_;
/* Whether all that was printed so far has arrived; the reason goes to output_error. */
bool shell_flush(struct shell *shell);
/* Warnings of a check, a read or a save; `warnings` is empty afterwards. */
void shell_warn(struct shell *shell, struct error *warnings);
/* Those of a save: only what was not told yet. */
void shell_warn_once(struct shell *shell, struct error *warnings);
/* -f: what is odd about the file that was read, unless that is known. */
void shell_warn_of_file(struct shell *shell);
/* -f: before an edit; whoever gives one command is told what that brought. */
void shell_know_file(struct shell *shell);
/* A line about what was done: standard output, or standard error under -j. */
void shell_note(struct shell *shell, const char *format, ...) _printf_(2, 3);
/* One line from the terminal; what has no room is thrown away, not left to be taken for a
 * command.  Its length, -1: interrupted, or the end. */
ssize_t read_typed(char *line, size_t size);
/* A question on the terminal; false where there is none. */
bool shell_confirm(const struct shell *shell, const char *question);
