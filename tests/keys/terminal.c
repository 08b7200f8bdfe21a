/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A terminal by openpty(3) and libvterm. */
#include "terminal.h"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <utmp.h>

static void become(char *const command[])
{
	setenv("TERM", "xterm-256color", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	execvp(command[0], command);
	_exit(127);
}

bool terminal_start(struct terminal *terminal, char *const command[])
{
	struct winsize size = { .ws_row = TERMINAL_ROWS, .ws_col = TERMINAL_COLUMNS };
	int slave = -1;

	*terminal =
		(struct terminal){ .rows = TERMINAL_ROWS, .columns = TERMINAL_COLUMNS };
	if (openpty(&terminal->fd, &slave, NULL, NULL, &size) < 0)
		return false;
	/* As it was before anybody changed it. */
	tcgetattr(terminal->fd, &terminal->before);
	terminal->child = fork();
	if (terminal->child < 0)
		return false;
	if (terminal->child == 0) {
		close(terminal->fd);
		login_tty(slave);
		become(command);
	}
	close(slave);
	fcntl(terminal->fd, F_SETFL, O_NONBLOCK);
	fcntl(terminal->fd, F_SETFD, FD_CLOEXEC);
	terminal->input =
		open(ptsname(terminal->fd), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	/* libvterm 0.1.4 writes beyond its buffers once it was resized: it has the
	 * largest size at once, and the program uses its upper left part. */
	terminal->vterm = vterm_new(TERMINAL_ROWS_MOST, TERMINAL_COLUMNS_MOST);
	vterm_set_utf8(terminal->vterm, 1);
	terminal->screen = vterm_obtain_screen(terminal->vterm);
	vterm_screen_enable_altscreen(terminal->screen, 1);
	vterm_screen_reset(terminal->screen, 1);
	return true;
}

void terminal_close(struct terminal *terminal)
{
	vterm_free(terminal->vterm);
	if (terminal->fd >= 0)
		terminal_hang_up(terminal);
}

void terminal_hang_up(struct terminal *terminal)
{
	close(terminal->input);
	close(terminal->fd);
	terminal->fd = -1;
	terminal->hung_up = true;
}

void terminal_resize(struct terminal *terminal, int rows, int columns)
{
	struct winsize size = { .ws_row = (unsigned short)rows,
				.ws_col = (unsigned short)columns };

	terminal->rows = rows;
	terminal->columns = columns;
	ioctl(terminal->fd, TIOCSWINSZ, &size);
}

void terminal_press(const struct terminal *terminal, const char *bytes)
{
	(void)!write(terminal->fd, bytes, strlen(bytes));
}

bool terminal_read(struct terminal *terminal, int milliseconds)
{
	struct pollfd poll_ = { .fd = terminal->fd, .events = POLLIN };
	bool some = false;
	char bytes[4096];

	while (!terminal->hung_up && poll(&poll_, 1, some ? 0 : milliseconds) > 0) {
		ssize_t got = read(terminal->fd, bytes, sizeof bytes);

		if (got <= 0) {
			terminal->hung_up = true;
			break;
		}
		vterm_input_write(terminal->vterm, bytes, (size_t)got);
		some = true;
	}
	return some;
}

/* How sure it is that the program waits for a key, each time of so many that it is asked
 * for.  Only root sees that it is in poll(2): others see that it sleeps. */
#define SURE 20
/* It waits that long at least for a key, in milliseconds; after Esc, to see whether more
 * comes, it does not. */
#define KEY_MS 250

static int read_state(const struct terminal *terminal)
{
	char path[64], state = 0;

	snprintf(path, sizeof path, "/proc/%d/stat", (int)terminal->child);
	FILE *file = fopen(path, "re");
	/* "PID (NAME) STATE" */
	bool known = file != NULL && fscanf(file, "%*d (%*[^)]) %c", &state) == 1;
	if (file != NULL)
		fclose(file);
	return known && state == 'S' ? 1 : 0;
}

static int waits_for_key(const struct terminal *terminal)
{
	char path[64];
	long call = -1;
	unsigned long milliseconds = 0;
	struct pollfd input = { .fd = terminal->input, .events = POLLIN };
	int unread = 0;

	/* On a busy machine a key is on its way for a while; poll(2) fetches it. */
	if (poll(&input, 1, 0) != 0 || ioctl(terminal->input, FIONREAD, &unread) < 0 ||
	    unread > 0)
		return 0;
	snprintf(path, sizeof path, "/proc/%d/syscall", (int)terminal->child);
	FILE *file = fopen(path, "re");
	if (file == NULL)
		return read_state(terminal);
	/* "running" is no number; else the call and what it was called with. */
	bool known = fscanf(file, "%ld %*x %*x %lx", &call, &milliseconds) == 2;
	bool failed = ferror(file) != 0;
	fclose(file);
	if (failed)
		return read_state(terminal);
#ifdef SYS_poll
	return known && ((call == SYS_poll && milliseconds >= KEY_MS) ||
			 call == SYS_ppoll)
		       ? SURE / 2
		       : 0;
#else
	return known && call == SYS_ppoll ? SURE / 2 : 0;
#endif
}

bool terminal_settle(struct terminal *terminal, int seconds)
{
	time_t begun = time(NULL);

	/* Again and again, and nothing printed between. */
	for (int sure = 0; sure < SURE;) {
		int more = terminal_read(terminal, 1) ? 0 : waits_for_key(terminal);

		sure = more == 0 ? 0 : sure + more;
		if (terminal_ended(terminal) || time(NULL) - begun > seconds)
			return false;
	}
	return true;
}

/* Text of one row, without blanks at its end.  Its length. */
static size_t row_text(const struct terminal *terminal, int row, char *text, size_t room)
{
	VTermRect rect = {
		.start_row = row,
		.end_row = row + 1,
		.start_col = 0,
		.end_col = terminal->columns,
	};
	size_t length = vterm_screen_get_text(terminal->screen, text, room, rect);

	while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\n'))
		length--;
	return length;
}

char *terminal_text(const struct terminal *terminal)
{
	/* A cell has six characters at most. */
	size_t room = (size_t)terminal->columns * VTERM_MAX_CHARS_PER_CELL * 4,
	       length = 0;
	char *text = malloc((room + 1) * (size_t)terminal->rows + 1);

	for (int row = 0; row < terminal->rows; row++) {
		length += row_text(terminal, row, text + length, room);
		text[length++] = '\n';
	}
	text[length] = '\0';
	return text;
}

bool terminal_has(const struct terminal *terminal, const char *text)
{
	char *all = terminal_text(terminal);
	bool has = strstr(all, text) != NULL;

	free(all);
	return has;
}

bool terminal_is_whole(const struct terminal *terminal)
{
	struct termios after;

	return tcgetattr(terminal->fd, &after) == 0 &&
	       after.c_lflag == terminal->before.c_lflag &&
	       after.c_iflag == terminal->before.c_iflag &&
	       after.c_oflag == terminal->before.c_oflag;
}

bool terminal_ended(struct terminal *terminal)
{
	if (terminal->child > 0 &&
	    waitpid(terminal->child, &terminal->status, WNOHANG) == terminal->child)
		terminal->child = 0;
	return terminal->child == 0;
}
