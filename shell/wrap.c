/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines no wider than the terminal, with a hanging indent. */
#include "shell/wrap.h"

#include <string.h>
#include <sys/ioctl.h>

#define ENTRY_INDENT 2
#define USAGE_INDENT 6

unsigned terminal_width(FILE *out)
{
	struct winsize size = { 0 };

	return ioctl(fileno(out), TIOCGWINSZ, &size) < 0 ? 0 : size.ws_col;
}

static unsigned columns_of(const char *bytes, size_t length)
{
	unsigned count = 0;

	for (size_t i = 0; i < length; i++)
		count += ((unsigned char)bytes[i] & 0xc0) != 0x80;
	return count;
}

unsigned text_columns(const char *text)
{
	return columns_of(text, strlen(text));
}

static void begin_line(FILE *out, unsigned indent)
{
	fprintf(out, "\n%*s", (int)indent, "");
}

void print_wrapped(FILE *out, const char *text, unsigned indent, unsigned width)
{
	unsigned at = indent;

	while (*text != '\0') {
		size_t blanks = strspn(text, " ");
		size_t length = strcspn(text + blanks, " \n");
		unsigned wide = columns_of(text + blanks, length);

		if (width > 0 && at > indent && at + blanks + wide > width) {
			begin_line(out, indent);
			at = indent;
			text += blanks;
			blanks = 0;
		}
		fwrite(text, 1, blanks + length, out);
		at += (unsigned)blanks + wide;
		text += blanks + length;
		if (*text == '\n') {
			begin_line(out, indent);
			at = indent;
			text++;
		}
	}
	fputc('\n', out);
}

void print_entry(FILE *out, const char *name, const char *help, unsigned column,
		 unsigned width)
{
	unsigned end = ENTRY_INDENT + text_columns(name);

	fprintf(out, "%*s", ENTRY_INDENT, "");
	if (*help == '\0' || (width > 0 && end + 1 > column)) {
		print_wrapped(out, name, USAGE_INDENT, width > 0 ? width - 1 : 0);
		end = 0;
	} else {
		fputs(name, out);
	}
	if (*help == '\0')
		return;
	fprintf(out, "%*s", (int)(end < column ? column - end : 1), "");
	print_wrapped(out, help, column, width);
}
