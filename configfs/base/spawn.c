/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Another program, run and waited for: no shell, no inherited descriptor. */
#include "configfs/base/spawn.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <sys/wait.h>

#include "configfs/base/cleanup.h"
#include "configfs/base/text.h"

static void read_all(int in, struct text *out)
{
	char bytes[4096];

	for (;;) {
		ssize_t got = read(in, bytes, sizeof bytes);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return;
		text_add_bytes(out, bytes, (size_t)got);
	}
}

static int start(const char *const *words, int out, pid_t *child)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	sigset_t none, all;

	sigemptyset(&none);
	sigfillset(&all);
	posix_spawn_file_actions_init(&files);
	posix_spawnattr_init(&attr);
	posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&files, out, 1);
	posix_spawn_file_actions_adddup2(&files, out, 2);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setsigdefault(&attr, &all);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	/* It wants them writable and leaves them alone. */
	int r = posix_spawn(child, words[0], &files, &attr, (char **)(uintptr_t)words,
			    environ);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&files);
	return -r;
}

static int wait_for(pid_t child)
{
	int status = 0;

	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int spawn_wait(const char *const *words, char **said)
{
	struct text out = { 0 };
	pid_t child = -1;
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	int r = start(words, ends[1], &child);
	close(ends[1]);
	if (r == 0) {
		read_all(ends[0], &out);
		r = wait_for(child);
	}
	close(ends[0]);
	if (said != NULL)
		*said = text_take(&out);
	text_free(&out);
	return r;
}

static int start_on_terminal(const char *const *words, pid_t *child)
{
	posix_spawnattr_t attr;
	sigset_t none, all;

	sigemptyset(&none);
	sigfillset(&all);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setsigdefault(&attr, &all);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	int r = posix_spawnp(child, words[0], NULL, &attr, (char **)(uintptr_t)words,
			     environ);
	posix_spawnattr_destroy(&attr);
	return -r;
}

int spawn_on_terminal(const char *const *words)
{
	const struct sigaction ignore = { .sa_handler = SIG_IGN };
	struct sigaction on_int, on_quit;
	pid_t child = -1;

	sigaction(SIGINT, &ignore, &on_int);
	sigaction(SIGQUIT, &ignore, &on_quit);
	int r = start_on_terminal(words, &child);
	if (r == 0)
		r = wait_for(child);
	sigaction(SIGINT, &on_int, NULL);
	sigaction(SIGQUIT, &on_quit, NULL);
	return r;
}
