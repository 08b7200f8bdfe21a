/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kernel modules through libkmod, and the configfs mount. */
#include "configfs/module.h"

#include <libkmod.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/utsname.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "configfs/base/cleanup.h"
#include "configfs/fs.h"

#define CONFIGFS_DIR   "/sys/kernel/config"
#define CONFIGFS_MAGIC 0x62656570
#define CORE_MODULE    "target_core_mod"

static void free_context(struct kmod_ctx *const *context)
{
	kmod_unref(*context);
}

static void free_modules(struct kmod_list *const *list)
{
	kmod_module_unref_list(*list);
}

#define autocontext cleaned_by(free_context)
#define automodules cleaned_by(free_modules)

static struct kmod_ctx *new_context(void)
{
	struct kmod_ctx *context = kmod_new(NULL, NULL);

	/* It writes to standard error what is less urgent than an emergency. */
	if (context != NULL)
		kmod_set_log_priority(context, 0);
	return context;
}

/* In the kernel already: loaded, built in, or (COMING) a directory in /sys/module
 * without a state, which is how a built-in module looks without its index. */
static bool is_ready(struct kmod_ctx *context, const char *name)
{
	struct kmod_module *module = NULL;

	if (kmod_module_new_from_name(context, name, &module) < 0)
		return false;
	int state = kmod_module_get_initstate(module);

	kmod_module_unref(module);
	return state == KMOD_MODULE_BUILTIN || state == KMOD_MODULE_LIVE ||
	       state == KMOD_MODULE_COMING;
}

static bool has_file(const struct kmod_list *list)
{
	const struct kmod_list *at;

	kmod_list_foreach(at, list)
	{
		struct kmod_module *module = kmod_module_get_module(at);
		const char *path = kmod_module_get_path(module);
		bool found = path != NULL && access(path, F_OK) == 0;

		kmod_module_unref(module);
		if (found)
			return true;
	}
	return false;
}

enum module_state module_state(const char *name)
{
	struct kmod_ctx *autocontext context = new_context();
	struct kmod_list *automodules list = NULL;

	if (context == NULL)
		return MODULE_MISSING;
	if (is_ready(context, name))
		return MODULE_READY;
	if (kmod_module_new_from_lookup(context, name, &list) < 0)
		return MODULE_MISSING;
	return has_file(list) ? MODULE_LOADABLE : MODULE_MISSING;
}

static const char *release(struct utsname *system)
{
	return uname(system) == 0 ? system->release : "(unknown)";
}

static int fail_missing(const char *name, struct error *err)
{
	struct utsname system;
	int code = fail(err, -ENOTSUP, "the kernel module %s is not available", name);

	because(err,
		"it is neither loaded nor built in, and there is no file for it in "
		"/lib/modules/%s",
		release(&system));
	advise(err, "install the kernel package that holds it, or boot a kernel that "
		    "has it");
	return code;
}

/* `install NAME command` in modprobe.d: liosh starts no shell for it. */
static int refuse_command(struct kmod_module *module, const char *command, void *data)
{
	struct error *err = data;

	error_set(err, NULL, -EPERM, "cannot load the kernel module %s",
		  kmod_module_get_name(module));
	because(err, "modprobe.d has a line that runs '%s' instead", command);
	advise(err, "remove that line, or load it by hand: modprobe %s",
	       kmod_module_get_name(module));
	return -EPERM;
}

static int fail_insert(const char *name, int result, struct error *err)
{
	if (err->code != 0) /* refuse_command said it */
		return -EPERM;
	if (result == -EPERM || result == -EACCES) {
		error_set(err, NULL, -EPERM, "cannot load the kernel module %s", name);
		because(err, "%s", strerror(-result));
		advise(err, "run liosh as root, or load it beforehand: modprobe %s",
		       name);
		return -EPERM;
	}
	error_set(err, NULL, -EREMOTEIO, "the kernel refused to load the module %s",
		  name);
	because(err, "%s", strerror(-result));
	advise(err, "the kernel's log has the details: dmesg");
	return -EREMOTEIO;
}

static int insert_all(struct kmod_list *list, const char *name, struct error *err)
{
	struct kmod_list *at;

	kmod_list_foreach(at, list)
	{
		struct kmod_module *module = kmod_module_get_module(at);
		int result = kmod_module_probe_insert_module(module, 0, NULL,
							     refuse_command, err, NULL);

		kmod_module_unref(module);
		if (result < 0)
			return fail_insert(name, result, err);
	}
	return 0;
}

int module_load(const char *name, struct error *err)
{
	struct kmod_ctx *autocontext context = new_context();
	struct kmod_list *automodules list = NULL;

	if (context == NULL)
		return fail(err, -EREMOTEIO, "cannot read the list of kernel modules");
	if (is_ready(context, name))
		return 0;
	if (kmod_module_new_from_lookup(context, name, &list) < 0 || !has_file(list))
		return fail_missing(name, err);
	return insert_all(list, name, err);
}

/* The tree itself proves it, even where nothing tells what is built in. */
static bool tree_is_there(void)
{
	struct fs fs;

	if (fs_open(&fs, NULL) < 0)
		return false;
	bool found = fs.root >= 0;

	fs_close(&fs);
	return found;
}

int lio_available(struct error *err)
{
	struct utsname system;

	if (tree_is_there() || module_state(CORE_MODULE) != MODULE_MISSING)
		return 0;
	error_set(err, NULL, -ENOTSUP,
		  "LIO, the kernel's SCSI target, is not available here");
	because(err,
		"the kernel %s has no " CORE_MODULE
		": it is neither loaded nor built in, and not in /lib/modules",
		release(&system));
	advise(err, "work on a profile without a kernel (liosh -f PROFILE), or on a real "
		    "one in a virtual machine (make try)");
	return -ENOTSUP;
}

const char configfs_mount_command[] = "mount -t configfs configfs " CONFIGFS_DIR;

bool configfs_is_mounted(void)
{
	struct statfs info;

	return statfs(CONFIGFS_DIR, &info) == 0 && info.f_type == CONFIGFS_MAGIC;
}

static int fail_mount(int code, struct error *err)
{
	bool refused = code == EPERM || code == EACCES;

	error_set(err, NULL, refused ? -EPERM : -EREMOTEIO,
		  "cannot mount configfs on " CONFIGFS_DIR);
	because(err, "%s", strerror(code));
	advise(err, "%s%s", refused ? "run liosh as root" : "try by hand: ",
	       refused ? "" : configfs_mount_command);
	return refused ? -EPERM : -EREMOTEIO;
}

int configfs_mount(struct error *err)
{
	if (tree_is_there())
		return 0;
	/* It depends on configfs, whose module makes the mount point. */
	int result = module_load(CORE_MODULE, err);

	if (result < 0 || configfs_is_mounted())
		return result;
	/* EBUSY: another process was quicker. */
	if (mount("configfs", CONFIGFS_DIR, "configfs", MS_NOSUID | MS_NODEV | MS_NOEXEC,
		  NULL) < 0 &&
	    (errno != EBUSY || !configfs_is_mounted()))
		return fail_mount(errno, err);
	return 0;
}
