/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What backs the disk: a device, a file, or a backstore that nobody exports yet. */
#include <stdlib.h>
#include <string.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/parse.h"
#include "configfs/edit.h"
#include "configfs/path.h"
#include "tui/extent.h"

#define DEVICE    "device"
#define FILE_     "file"
#define BACKSTORE "backstore"

/* --- which ----------------------------------------------------------------------- */

static bool is_device(const struct wizard *wizard)
{
	return answer_is(wizard, "extent", DEVICE);
}

static bool is_file(const struct wizard *wizard)
{
	return answer_is(wizard, "extent", FILE_);
}

static bool is_backstore(const struct wizard *wizard)
{
	return answer_is(wizard, "extent", BACKSTORE);
}

static bool is_made(const struct wizard *wizard)
{
	return !is_backstore(wizard);
}

/* Here a device tells its own. */
static bool has_block_size(const struct wizard *wizard)
{
	return is_file(wizard) || (is_device(wizard) && wizard->offline);
}

static bool is_free(const struct device *device)
{
	return device->user == NULL;
}

static bool has_free_device(const struct wizard *wizard)
{
	for (size_t i = 0; i < wizard->machine.device_count; i++)
		if (is_free(&wizard->machine.devices[i]))
			return true;
	return false;
}

static bool is_unused(const struct wizard *wizard, const struct node *so)
{
	struct node **luns = NULL;
	size_t count = luns_of(wizard->tree, so, &luns);

	free(luns);
	return count == 0;
}

static void add_so(struct option_list *list, const struct node *so)
{
	autofree char *size = so->backstore->size == NULL
				      ? xstrdup("")
				      : format_size_rounded(so->backstore->size(so));

	option_add(list, so_reference(so), xstrdup(size));
}

/* Each storage object that no LUN leads to. */
static void add_unused(const struct wizard *wizard, struct option_list *list)
{
	node_foreach (kind, node_part(wizard->tree, CLASS_BACKSTORES)) {
		if (kind->type->class != CLASS_KIND)
			continue;
		node_foreach (so, kind)
			if (is_unused(wizard, so))
				add_so(list, so);
	}
}

static void extent_options(const struct wizard *wizard, struct option_list *list)
{
	struct option_list unused = { 0 };

	option_add(list, xstrdup(DEVICE), xstrdup("a disk, partition or volume"));
	option_add(list, xstrdup(FILE_), xstrdup("a file, new or there already"));
	add_unused(wizard, &unused);
	if (unused.count > 0)
		option_add(list, xstrdup(BACKSTORE),
			   xstrdup("a backstore that no target uses yet"));
	options_free(&unused);
}

static char *usual_extent(const struct wizard *wizard)
{
	return xstrdup(has_free_device(wizard) && !wizard->offline ? DEVICE : FILE_);
}

/* --- a device -------------------------------------------------------------------- */

static char *device_label(const struct device *device)
{
	autofree char *size = format_size_rounded(device->bytes);

	return xasprintf("%s%s%s%s%s", size, device->model == NULL ? "" : ", ",
			 device->model == NULL ? "" : device->model,
			 device->read_only ? ", read-only" : "",
			 device->contents == NULL ? "" : ", not empty");
}

static void add_device(struct option_list *list, const struct device *device)
{
	const char *name = device->stable != NULL ? device->stable : device->path;
	bool free = is_free(device);
	struct option *option = option_add(list, xstrdup(name),
					   free ? device_label(device)
						: xasprintf("it is %s", device->user));

	option->marked = free && device->contents != NULL;
	option->unfit = free ? NULL : "it is in use";
}

/* Those that can be taken stand first. */
static void device_options(const struct wizard *wizard, struct option_list *list)
{
	const struct machine *machine = &wizard->machine;
	size_t count = wizard->offline ? 0 : machine->device_count;

	for (size_t i = 0; i < count; i++)
		if (is_free(&machine->devices[i]))
			add_device(list, &machine->devices[i]);
	for (size_t i = 0; i < count; i++)
		if (!is_free(&machine->devices[i]))
			add_device(list, &machine->devices[i]);
}

/* A device that cannot be written is no other disk for initiators. */
static char *usual_read_only(const struct wizard *wizard)
{
	const char *chosen = answer_text(wizard, "extent.device");

	for (size_t i = 0; i < wizard->machine.device_count; i++) {
		const struct device *device = &wizard->machine.devices[i];

		if (device->read_only && (text_equal(device->stable, chosen) ||
					  strcmp(device->path, chosen) == 0))
			return xstrdup("yes");
	}
	return xstrdup("no");
}

static int check_device(const struct wizard *wizard, const char *text, struct error *err)
{
	if (*text != '/')
		return fail(err, -EINVAL, "%s is not the path of a device", text);
	int result = extent_check_backing(wizard, text, err);
	return result < 0 || wizard->offline ? result : device_guard(text, 0, NULL, err);
}

static void unused_options(const struct wizard *wizard, struct option_list *list)
{
	add_unused(wizard, list);
}

static const struct field fields[] = {
	{ .key = "extent",
	  .label = "Extent",
	  .help = "What holds the data of the disk.",
	  .sets = "the kind of the storage object",
	  .kind = FIELD_CHOICE,
	  .dflt = usual_extent,
	  .options = extent_options },
	{ .key = "extent.device",
	  .label = "Device",
	  .help = "Its whole contents become the disk's; what somebody uses cannot be "
		  "taken.",
	  .sets = "device",
	  .kind = FIELD_CHOICE,
	  .flags = FIELD_FREE,
	  .shown = is_device,
	  .options = device_options,
	  .check = check_device },
	{ .key = "extent.file",
	  .label = "File",
	  .help = "The path of a file that is there, or of a new one.",
	  .sets = "path",
	  .kind = FIELD_PATH,
	  .shown = is_file,
	  .dflt = extent_usual_file,
	  .check = extent_check_file,
	  .preview = extent_preview_file },
	{ .key = "extent.size",
	  .label = "Size",
	  .help = "With a unit, as 100G: K, M, G and T are powers of 1024.",
	  .sets = "size",
	  .kind = FIELD_SIZE,
	  .flags = FIELD_OPTIONAL_AWAY,
	  .shown = extent_is_new_file,
	  .check = extent_check_size,
	  .preview = extent_preview_size },
	{ .key = "extent.blocks",
	  .label = "Blocks",
	  .help = "Whether the new file takes its room now or when it is written.",
	  .sets = "nothing that is kept: how the file is made",
	  .kind = FIELD_CHOICE,
	  .shown = extent_is_sized,
	  .dflt = extent_usual_blocks,
	  .options = extent_block_options },
	{ .key = "extent.cache",
	  .label = "Writes",
	  .help = "Fast can lose what initiators believe to be written when power fails.",
	  .sets = "write_back",
	  .kind = FIELD_CHOICE,
	  .shown = is_file,
	  .dflt = extent_usual_cache,
	  .options = extent_cache_options },
	{ .key = "extent.backstore",
	  .label = "Backstore",
	  .help = "A storage object that is there and that no target exports yet.",
	  .sets = "storage_object of the LUN",
	  .kind = FIELD_CHOICE,
	  .shown = is_backstore,
	  .options = unused_options },
	{ .key = "extent.read_only",
	  .label = "Read-only",
	  .help = "Nobody may ever write to the disk, whichever target or initiator gets "
		  "it later.",
	  .sets = "write_protect of the storage object",
	  .kind = FIELD_SWITCH,
	  .shown = is_made,
	  .dflt = usual_read_only },
	{ .key = "extent.name",
	  .label = "Backstore name",
	  .help = "The name of the storage object below /backstores.",
	  .sets = "the name of the storage object",
	  .kind = FIELD_TEXT,
	  .flags = FIELD_ADVANCED,
	  .shown = is_made,
	  .dflt = extent_usual_backstore_name,
	  .check = extent_check_backstore_name },
	{ .key = "extent.serial",
	  .label = "Serial",
	  .help = "Initiators recognise the disk by it; left empty, one is made.",
	  .sets = "serial",
	  .kind = FIELD_TEXT,
	  .flags = FIELD_ADVANCED | FIELD_OPTIONAL,
	  .shown = is_made,
	  .check = extent_check_serial },
	{ .key = "extent.block_size",
	  .label = "Block size",
	  .help = "In bytes; a device keeps its own unless another one is said.",
	  .sets = "attributes/block_size",
	  .kind = FIELD_CHOICE,
	  .flags = FIELD_ADVANCED,
	  .shown = has_block_size,
	  .dflt = extent_usual_block_size,
	  .options = extent_size_options },
	{ .key = "extent.lun",
	  .label = "LUN",
	  .help = "Its number; some systems want a disk 0, few look beyond 255.",
	  .sets = "the number of the LUN",
	  .kind = FIELD_TEXT,
	  .flags = FIELD_ADVANCED,
	  .dflt = extent_next_lun,
	  .check = extent_check_lun },
};

const struct page page_extent = {
	.name = "extent",
	.title = "Extent",
	.help = "What the disk is made of.",
	FIELDS(fields),
};
