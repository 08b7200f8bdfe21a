/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the machine offers the wizard, read once at its start. */
#pragma once

#include "configfs/address.h"
#include "configfs/device.h"
#include "configfs/initiators.h"

struct machine {
	char *host;    /* its name as part of an IQN, "" if it says nothing; owned */
	char *extents; /* the directory for new backing files, owned */
	/* Of this machine; nothing with -f, where the tree is another's. */
	struct device *devices;
	size_t device_count;
	struct addresses addresses;
	struct initiators initiators;
	struct target_use {
		char *iqn; /* owned */
		unsigned sessions;
	} * uses; /* owned */
	size_t use_count;
	bool ipv6; /* a portal on [::] can be had */
	bool is_read;
};

/* The host's name, and the directory that is there everywhere. */
void machine_begin(struct machine *machine);
/* The rest; what cannot be read is left out. */
void machine_read(struct machine *machine, const struct fs *fs, const struct node *tree);
/* So that it is read again; its names stay. */
void machine_forget(struct machine *machine);
void machine_clear(struct machine *machine);
/* Who was logged in to that target when the machine was read. */
unsigned machine_sessions(const struct machine *machine, const char *iqn);
