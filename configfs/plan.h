/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a live tree to a wanted one: the steps, what each needs, what each does to
 * initiators, and how each is undone.  A plan is data; making one touches nothing.
 *
 * Steps run phase by phase (no step of a later phase begins before the earlier phase is
 * done), inside a phase as their `needs` allow.  The phases are what keeps every moment
 * between two configurations no more open than both.
 */
#pragma once

#include "configfs/fs.h"
#include "configfs/node.h"

enum phase {
	PHASE_TIGHTEN, /* authentication on, write protection on, mapped LUNs, ACLs,
			  portals away */
	PHASE_REPLACE, /* deletions that another step needs gone (same device, name,
			  serial) */
	PHASE_BUILD, /* backstores, targets, TPGs (disabled), LUNs that nobody sees yet */
	PHASE_CREDENTIALS, /* ACLs with their CHAP */
	PHASE_WIDEN,       /* LUNs of TPGs that are there, mapped LUNs, portals */
	PHASE_OPEN,        /* attributes that let more in, then TPG enable */
	PHASE_DELETE,      /* what nobody reaches any more */
};
#define PHASE_COUNT (PHASE_DELETE + 1)

enum step_op {
	STEP_MKDIR,
	STEP_RMDIR,
	STEP_WRITE,
	STEP_LINK,
	STEP_UNLINK,
	STEP_MAKE_FILE, /* a backing file of this command; path is absolute */
	STEP_DROP_FILE, /* only as an undo of MAKE_FILE */
	STEP_CHECK,     /* reads the object back: is it what was asked for? */
};

enum impact {
	IMPACT_NONE,  /* nobody can have used it yet, or there is no kernel */
	IMPACT_LIVE,  /* sessions stay and keep their disks */
	IMPACT_TAKES, /* sessions stay and have a disk less, or cannot write it */
	IMPACT_DROPS,
	IMPACT_IDENTITY,
	IMPACT_LOSES_DATA,
};

struct step {
	enum phase phase;
	enum step_op op;
	char *path; /* relative to target/ */
	char *text; /* WRITE: the bytes; LINK: the target, relative to target/ */
	/* WRITE: the row and the canonical text that must be read back; NULL: cannot be.
	 */
	const struct attr *attr;
	char *reads;
	const struct node
		*node;   /* of the wanted tree, or of the live one for deletions */
	bool secret;     /* text is never shown */
	bool waits;      /* the kernel waits for a grace period: goes to the pool */
	bool compare;    /* WRITE: only if it reads otherwise */
	bool may_lack;   /* WRITE: a kernel without the file gets a warning */
	bool settles;    /* WRITE: what began before it goes on for a moment */
	bool may_refuse; /* WRITE: a device that refuses it gets a warning */
	bool sparse;     /* MAKE_FILE */
	uint64_t bytes;  /* MAKE_FILE */
	unsigned *needs; /* indices of steps, all smaller than its own */
	unsigned need_count;
	struct step *undo; /* in the order in which they run; may be empty */
	unsigned undo_count;
};

/* What the user is told: one line per object and effect. */
struct change {
	char mark;    /* '+' '~' '-' or 'r' for -/+ */
	char *path;   /* as shown in the tree */
	char *detail; /* "MaxBurstLength 262144 → 1048576", "(secret changed)" or NULL */
	enum impact impact;
	unsigned sessions; /* IMPACT_TAKES, IMPACT_DROPS */
	bool returns;      /* IMPACT_TAKES: for a moment */
	bool writes;       /* IMPACT_TAKES: they can still read it */
};

/* To be loaded before the first step. */
struct needed_module {
	const char *name;        /* static */
	const struct node *part; /* the kind of backstore or the fabric; borrowed */
};

struct plan {
	struct step *steps;
	size_t step_count;
	struct change *changes;
	size_t change_count;
	const struct node *wanted; /* borrowed */
	struct needed_module *modules;
	size_t module_count;
	bool first_object;  /* dbroot is to be set first */
	unsigned drops;     /* sessions that end */
	unsigned takes;     /* disks that sessions lose, or cannot write any more */
	enum impact impact; /* the worst of all */
};

struct plan_options {
	bool refuse_relink; /* `set` on an exported object: -EINVAL that names the LUNs,
			       instead of unlink, write, link again */
	bool changes_only;  /* what people see, and no steps: no kernel needs to be there
			     */
	const struct fs
		*fs; /* to count sessions and to find free HBA numbers; NULL: none */
};

/* Both trees are borrowed and must outlive the plan.  wanted's nodes get the
 * directories that they will have. */
int plan_make(const struct node *live, struct node *wanted,
	      const struct plan_options *options, struct plan **plan,
	      struct error *err) _must_check_;
void plan_free(struct plan *plan);

/* "live", "takes a disk from 1 session", "drops 2 sessions", …; owned, NULL for
 * IMPACT_NONE. */
char *impact_text(const struct change *change) _must_check_;
/* One change as a line without its end, owned. */
char *change_text(const struct change *change) _owned_;
/* The changes as `diff` and the question before an apply show them, owned. */
char *plan_text(const struct plan *plan) _owned_;
/* One step as a command for sh, owned; NULL: it only looks.  `root` is what its path is
 * relative to; with `masked` a secret is stars. */
char *step_command(const struct step *step, const char *root, bool masked) _must_check_;
/* The steps as a sh script that does the same without liosh, owned; with `masked` secrets
 * are stars, else *has_secrets says whether it must be kept from others. */
char *plan_script(const struct plan *plan, bool masked, bool *has_secrets) _owned_;
/* Equal in every step: what was shown is what will be done. */
bool plan_equal(const struct plan *a, const struct plan *b);
