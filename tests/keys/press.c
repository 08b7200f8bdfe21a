/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Presses random keys in the wizard, on a terminal of its own.
 *
 * usage: press SEQUENCES KEYS SEED CHECK COMMAND...
 *
 * A sequence is that many keys at least: letters, function keys, escape sequences that
 * are cut short, pastes, resizes.  The wizard is started and goes on for some pages with
 * answers that are right; then come random keys, and when they end it, it is started
 * again.  At last it is left, or its terminal goes away.  It must end by itself, with
 * status 0, 65 or 130, or 1 where it only looks, and leave the terminal as it was.
 *
 * CHECK is called before each start, with the word "before", and after each end, with
 * "after" and a file: the plan that was accepted, as the Review page showed it, empty if
 * none was carried out.  It fails if what became of the configuration is something else.
 * Before Enter at every other plan, the first if SEED is even, it is called with
 * "meddle": it changes the configuration as somebody else would, so that this plan must
 * not be done; it ends with 2 where nobody else can.
 *
 * Standard output: how often each page, dialogue and key was seen.  Exit status: 0, or 1
 * after the first sequence that went wrong, whose seed is told.
 */
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tables.h"
#include "terminal.h"

#define SECONDS_MOST 60
/* How CHECK ends where nobody else can change anything. */
#define CHECK_CANNOT 2
/* So large that each plan is seen whole. */
#define PLAN_ROWS    TERMINAL_ROWS_MOST
#define PLAN_COLUMNS TERMINAL_COLUMNS_MOST

struct run {
	struct terminal terminal;
	char *check;
	bool check_failed; /* it said why */
	char *plan;        /* of the Review page when Enter was pressed there */
	bool done;         /* the Result page was seen */
};

/* --- keys ------------------------------------------------------------------------ */

static void look(struct run *run)
{
	char *text = terminal_text(&run->terminal);

	look_at(text);
	/* On a live tree a question stands before the last page. */
	run->done = run->done || strstr(text, "[Result]") != NULL ||
		    strstr(text, "The disk is there.") != NULL;
	free(text);
}

/* What the page says will be done, if it is what stands there, and nothing over it. */
static char *plan_shown(const struct terminal *terminal)
{
	char *text = terminal_text(terminal), *end;
	char *plan = strstr(text, "This will be done");

	plan = plan == NULL || strstr(text, "\342\224\214") != NULL ? NULL : strdup(plan);
	free(text);
	if (plan != NULL && (end = strstr(plan, "\n\n")) != NULL)
		end[1] = '\0';
	return plan;
}

/* Enter may carry out what Review shows: all of it is looked at before.  Whether a plan
 * is shown. */
static bool keep_plan(struct run *run)
{
	struct terminal *terminal = &run->terminal;
	int rows = terminal->rows, columns = terminal->columns;

	if (!terminal_settle(terminal, SECONDS_MOST) ||
	    !terminal_has(terminal, "[Review]"))
		return false;
	terminal_resize(terminal, PLAN_ROWS, PLAN_COLUMNS);
	terminal_press(terminal, "p");
	if (!terminal_settle(terminal, SECONDS_MOST))
		return false;
	look(run);
	/* Below a question it is the one before. */
	char *plan = plan_shown(terminal);
	if (plan != NULL) {
		free(run->plan);
		run->plan = plan;
	}
	terminal_resize(terminal, rows, columns);
	terminal_settle(terminal, SECONDS_MOST);
	return plan != NULL;
}

static int check(char *program, char *word, char *file)
{
	char *const command[] = { program, word, file, NULL };
	int status = -1;
	pid_t child;

	if (posix_spawn(&child, program, NULL, NULL, command, environ) != 0 ||
	    waitpid(child, &status, 0) != child || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

/* Somebody else changes what is there: what is shown is no plan any more. */
static void meddle(struct run *run)
{
	char word[] = "meddle";
	int status = check(run->check, word, NULL);

	if (status == CHECK_CANNOT)
		return;
	run->check_failed = run->check_failed || status != 0;
	free(run->plan);
	run->plan = NULL;
}

/* That were shown, from one where the seed is odd. */
static unsigned plans;

/* One key, or several of which none is Enter. */
static void press_one(struct run *run, const char *bytes)
{
	bool enters = strpbrk(bytes, "\r\n") != NULL && *bytes != '\033';
	bool shown = enters && keep_plan(run);

	if (shown && plans++ % 2 == 0)
		meddle(run);
	terminal_press(&run->terminal, bytes);
	if (enters && (shown || run->plan != NULL)) {
		terminal_settle(&run->terminal, SECONDS_MOST);
		look(run);
	}
}

/* What is pasted without marks is keys, and the Enter among them finds what those before
 * it made of the screen. */
static void press(struct run *run, const char *bytes)
{
	const char *enter = *bytes == '\033' ? NULL : strpbrk(bytes, "\r\n");

	if (enter != NULL && enter > bytes) {
		char *before = strndup(bytes, (size_t)(enter - bytes));

		press_one(run, before);
		free(before);
		press(run, enter);
	} else if (enter != NULL && enter[1] != '\0') {
		press_one(run, *enter == '\r' ? "\r" : "\n");
		press(run, enter + 1);
	} else {
		press_one(run, bytes);
	}
}

static void resize_by_chance(struct terminal *terminal)
{
	terminal_resize(terminal,
			random() % 3 == 0 ? (int)(random() % 60 + 1) : TERMINAL_ROWS,
			random() % 3 == 0 ? (int)(random() % 200 + 1) : TERMINAL_COLUMNS);
}

/* The page begins with a device where one is free: that one, or a file all the same. */
static void answer_extent(struct run *run)
{
	bool begins_with_device = terminal_has(&run->terminal, "device  (");

	/* Where there is no such directory nothing keeps two disks from one file but the
	 * plan of the second. */
	if (!begins_with_device && random() % 3 == 0)
		press(run, "\033OA\025/nonexistent/disk.img\033OB");
	if (begins_with_device && random() % 2 == 0) {
		press(run, "\033OQ");
		terminal_settle(&run->terminal, SECONDS_MOST);
		press(run, "\r");
	} else {
		press(run, begins_with_device ? "\033OA\033OD\033OB\033OB2M" : "2M");
	}
}

/* What stands before the first page: what is wrong, and the answers that were kept. */
static void come_in(struct run *run)
{
	for (int i = 0; i < 2 && !terminal_has(&run->terminal, "[Target]"); i++) {
		bool asks = terminal_has(&run->terminal, "Go on with them?");

		press(run, asks && random() % 2 == 0 ? "y" : "\r");
		terminal_settle(&run->terminal, SECONDS_MOST);
		look(run);
	}
}

/* One more disk of a target that is there, to the end; false: none is. */
static bool add_disk(struct run *run)
{
	press(run, "\033OC");
	terminal_settle(&run->terminal, SECONDS_MOST);
	look(run);
	if (terminal_has(&run->terminal, "new  (a new target)"))
		return false;
	press(run, "\033[6~");
	terminal_settle(&run->terminal, SECONDS_MOST);
	answer_extent(run);
	press(run, "\033[6~");
	terminal_settle(&run->terminal, SECONDS_MOST);
	look(run);
	press(run, "\r");
	return true;
}

/* Right answers, page after page, each time to the next of them. */
static void go_in(struct run *run)
{
	static size_t pages;
	static const char *const answers[] = {
		"",
		"\033[6~",
		"\033[6~",
		"\033[6~",
		"iqn.2026-11.org.example:h1\033[6~",
		"\r",
	};

	come_in(run);
	if (random() % 4 == 0 && add_disk(run))
		return;
	for (size_t i = 0; i < pages; i++) {
		if (i == 2)
			answer_extent(run);
		press(run, answers[i]);
		if (!terminal_settle(&run->terminal, SECONDS_MOST))
			break;
		look(run);
	}
	pages = (pages + 1) % (sizeof answers / sizeof *answers + 1);
}

static void press_by_chance(struct run *run, long *keys)
{
	for (; *keys > 0 && !terminal_ended(&run->terminal); --*keys) {
		if (random() % 40 == 0)
			resize_by_chance(&run->terminal);
		press(run, key_by_chance());
		terminal_read(&run->terminal, 0);
		if (random() % 10 == 0 || run->plan != NULL) {
			terminal_settle(&run->terminal, SECONDS_MOST);
			look(run);
		}
	}
}

/* F10 closes what stands over a page, then asks; y says yes; Enter ends what is told. */
static bool leave(struct run *run)
{
	static const char *const keys[] = { "\033[21~", "y", "\033[21~", "y", "\r" };
	struct terminal *terminal = &run->terminal;
	time_t begun = time(NULL);

	terminal_resize(terminal, TERMINAL_ROWS, TERMINAL_COLUMNS);
	for (size_t i = 0; !terminal_ended(terminal); i++) {
		press(run, keys[i % (sizeof keys / sizeof *keys)]);
		terminal_settle(terminal, SECONDS_MOST);
		look(run);
		if (time(NULL) - begun > SECONDS_MOST)
			return false;
	}
	terminal_read(terminal, 0);
	look(run);
	return true;
}

/* Nobody answers any more: it ends without a key. */
static bool hang_up(struct run *run)
{
	time_t begun = time(NULL);

	terminal_hang_up(&run->terminal);
	while (!terminal_ended(&run->terminal)) {
		if (time(NULL) - begun > SECONDS_MOST)
			return false;
		usleep(1000);
	}
	return true;
}

/* --- judged ---------------------------------------------------------------------- */

static bool complain(const struct run *run, const char *what)
{
	char *text = terminal_text(&run->terminal);

	fprintf(stderr, "%s (status %#x%s%s)\n%s", what, (unsigned)run->terminal.status,
		run->plan == NULL ? ", no plan" : "", run->done ? "" : ", no end", text);
	free(text);
	return false;
}

static bool is_as_planned(const struct run *run)
{
	char path[] = "/tmp/plan.XXXXXX", after[] = "after";
	int fd = mkstemp(path);
	const char *plan = run->done && run->plan != NULL ? run->plan : "";
	bool written = fd >= 0 && write(fd, plan, strlen(plan)) == (ssize_t)strlen(plan);

	close(fd);
	bool as_planned = written && check(run->check, after, path) == 0;
	unlink(path);
	return as_planned;
}

static bool judge(const struct run *run)
{
	const struct terminal *terminal = &run->terminal;
	int status = WIFEXITED(terminal->status) ? WEXITSTATUS(terminal->status) : -1;

	if (terminal->fd < 0 && WIFSIGNALED(terminal->status))
		status = WTERMSIG(terminal->status) == SIGHUP ? 0 : -1;
	if (status != 0 && status != 1 && status != 65 && status != 130)
		return complain(run, "it ended as it should not");
	if (terminal->fd >= 0 && !terminal_is_whole(terminal))
		return complain(run, "the terminal is not as it was");
	if (run->check_failed)
		return complain(run, "nobody else could change the configuration");
	if (!is_as_planned(run))
		return complain(run, "the configuration is not what was shown");
	return true;
}

/* Before it draws a Ctrl-C is nobody's. */
static bool begin(struct run *run)
{
	struct terminal *terminal = &run->terminal;
	time_t begun = time(NULL);

	while (!terminal_ended(terminal) &&
	       !terminal_has(terminal, "liosh: a disk for another machine") &&
	       !terminal_has(terminal, "Go on with them?")) {
		if (time(NULL) - begun > SECONDS_MOST)
			return false;
		terminal_read(terminal, 100);
	}
	terminal_settle(terminal, SECONDS_MOST);
	look(run);
	return true;
}

static bool run_once(char *program, char *const command[], long *keys)
{
	struct run run = { .check = program };
	char before[] = "before";

	if (check(program, before, NULL) != 0 || !terminal_start(&run.terminal, command))
		return false;
	if (!begin(&run))
		return complain(&run, "it does not begin");
	go_in(&run);
	press_by_chance(&run, keys);
	bool ended = random() % 10 == 0 ? hang_up(&run) : leave(&run);
	bool fine = ended ? judge(&run) : complain(&run, "it does not end");
	if (run.terminal.child > 0) {
		kill(run.terminal.child, SIGKILL);
		waitpid(run.terminal.child, NULL, 0);
	}
	terminal_close(&run.terminal);
	free(run.plan);
	return fine;
}

int main(int argc, char **argv)
{
	if (argc < 6)
		return 64;
	long sequences = strtol(argv[1], NULL, 10);
	unsigned seed = (unsigned)strtoul(argv[3], NULL, 10);

	(void)signal(SIGPIPE, SIG_IGN);
	plans = seed % 2;
	for (long i = 0; i < sequences; i++, seed++) {
		long keys = strtol(argv[2], NULL, 10);

		srandom(seed);
		while (keys > 0)
			if (!run_once(argv[4], argv + 5, &keys)) {
				fprintf(stderr, "seed %u\n", seed);
				return 1;
			}
	}
	report();
	return 0;
}
