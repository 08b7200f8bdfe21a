/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines read from whoever answers. */
#include "tui/plain_line.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "configfs/base/parse.h"
#include "configfs/base/text.h"

static ssize_t read_hidden(const struct dialogue *dialogue, char **line, size_t *room)
{
	int fd = fileno(dialogue->in);
	struct termios before, quiet;
	sigset_t enders, mask;

	if (tcgetattr(fd, &before) < 0)
		return text_read_line(dialogue->in, line, room);
	/* Nothing that ends or stops the program does so while nothing is echoed. */
	sigemptyset(&enders);
	sigaddset(&enders, SIGTERM);
	sigaddset(&enders, SIGQUIT);
	sigaddset(&enders, SIGTSTP);
	pthread_sigmask(SIG_BLOCK, &enders, &mask);
	quiet = before;
	quiet.c_lflag &= ~(tcflag_t)ECHO;
	tcsetattr(fd, TCSAFLUSH, &quiet);
	ssize_t length = text_read_line(dialogue->in, line, room);
	tcsetattr(fd, TCSAFLUSH, &before);
	fputc('\n', dialogue->out);
	pthread_sigmask(SIG_SETMASK, &mask, NULL);
	return length;
}

int dialogue_read(const struct dialogue *dialogue, bool secret, char **line,
		  struct error *err)
{
	const volatile int *interrupted = dialogue->wizard->start->interrupted;
	size_t room = 0;

	*line = NULL;
	ssize_t length = secret && dialogue->typed
				 ? read_hidden(dialogue, line, &room)
				 : text_read_line(dialogue->in, line, &room);
	if (length >= 0) {
		if (!dialogue->typed)
			fputc('\n', dialogue->out);
		return 0;
	}
	free(*line);
	*line = NULL;
	if (interrupted != NULL && *interrupted)
		return fail(err, -EINTR, "interrupted; nothing was changed");
	(void)fail(err, -EINVAL, "the answers end too early");
	because(err, "nothing was changed");
	return -EINVAL;
}

int dialogue_yes(const struct dialogue *dialogue, const char *question, bool otherwise,
		 bool *yes, struct error *err)
{
	for (;;) {
		char *line = NULL;

		fprintf(dialogue->out, "%s [%s]: ", question, otherwise ? "yes" : "no");
		fflush(dialogue->out);
		int result = dialogue_read(dialogue, false, &line, err);
		if (result < 0)
			return result;
		*yes = otherwise;
		bool known = *line == '\0' || parse_bool(line, yes);
		if (!known && !dialogue->typed)
			result = fail(err, -EINVAL, "'%s' is neither yes nor no", line);
		free(line);
		if (known || result < 0)
			return result;
		fputs("    yes or no\n", dialogue->out);
	}
}
