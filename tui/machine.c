/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the machine offers: its name, devices, file systems, addresses, and who knocked.
 */
#include "tui/machine.h"

#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/path.h"
#include "configfs/sessions.h"
#include "configfs/volume.h"
#include "configfs/wwn.h"

#define autovolumes cleaned_by(volumes_clear)

static int keep_device(const struct device *device, void *data)
{
	struct machine *machine = data;

	grow(machine->devices, machine->device_count);
	machine->devices[machine->device_count++] = device_copy(device);
	return 0;
}

void machine_begin(struct machine *machine)
{
	machine->host = wwn_host_name();
	machine->extents = xstrdup(EXTENTS_OF_ROOT);
}

/* The kernel holds what a storage object has, and does not say for whom. */
static void name_holder(struct machine *machine, const struct node *so)
{
	autofree char *path = so_path(so);

	for (size_t i = 0; path != NULL && i < machine->device_count; i++) {
		struct device *device = &machine->devices[i];

		if (strcmp(device->path, path) != 0)
			continue;
		autofree char *name = node_path(so);
		free(device->user);
		device->user = xasprintf("the disk of %s", name);
	}
}

static void name_holders(struct machine *machine, const struct node *tree)
{
	node_foreach (kind, node_part(tree, CLASS_BACKSTORES))
		if (kind->type->class == CLASS_KIND)
			node_foreach (so, kind)
				name_holder(machine, so);
}

static void count_sessions(struct machine *machine, const struct fs *fs,
			   const struct node *fabric)
{
	node_foreach (target, fabric) {
		grow(machine->uses, machine->use_count);
		machine->uses[machine->use_count++] = (struct target_use){
			.iqn = xstrdup(target->name),
			.sessions = sessions_count(fs, target),
		};
	}
}

unsigned machine_sessions(const struct machine *machine, const char *iqn)
{
	for (size_t i = 0; i < machine->use_count; i++)
		if (strcmp(machine->uses[i].iqn, iqn) == 0)
			return machine->uses[i].sessions;
	return 0;
}

void machine_read(struct machine *machine, const struct fs *fs, const struct node *tree)
{
	struct error autoerror ignored = { 0 };
	autovolumes struct volumes volumes = { 0 };

	(void)device_each(keep_device, machine);
	name_holders(machine, tree);
	if (volumes_read(&volumes, &ignored) == 0) {
		free(machine->extents);
		machine->extents = volume_for_extents(&volumes);
	}
	(void)!addresses_read(&machine->addresses, &ignored);
	(void)!initiators_read(fs, tree, &machine->initiators, &ignored);
	node_foreach (fabric, tree)
		if (fabric->type->class == CLASS_FABRIC &&
		    fabric->fabric->flags & FABRIC_PORTALS)
			count_sessions(machine, fs, fabric);
	machine->ipv6 = ipv6_socket_works();
	machine->is_read = true;
}

void machine_forget(struct machine *machine)
{
	for (size_t i = 0; i < machine->device_count; i++)
		device_clear(&machine->devices[i]);
	free(machine->devices);
	machine->devices = NULL;
	machine->device_count = 0;
	for (size_t i = 0; i < machine->use_count; i++)
		free(machine->uses[i].iqn);
	free(machine->uses);
	machine->uses = NULL;
	machine->use_count = 0;
	addresses_clear(&machine->addresses);
	initiators_clear(&machine->initiators);
	machine->is_read = false;
}

void machine_clear(struct machine *machine)
{
	machine_forget(machine);
	free(machine->host);
	free(machine->extents);
	*machine = (struct machine){ 0 };
}
