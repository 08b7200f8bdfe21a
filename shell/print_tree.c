/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tree of `ls`, line by line as other programs parse it. */
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include "configfs/base/cleanup.h"
#include "shell/print.h"
#include "shell/view.h"

#define WIDTH_MOST 132
#define NO_COLOR_  0

struct drawing {
	const struct shell *shell;
	FILE *out;
	int width;
	/* Before the mark of the node: what continues the branches above it. */
	struct text margin;
};

static int line_width(const struct shell *shell)
{
	struct winsize size = { 0 };

	if (ioctl(fileno(shell->out), TIOCGWINSZ, &size) < 0 || size.ws_col == 0)
		return WIDTH_MOST;
	return size.ws_col < WIDTH_MOST ? size.ws_col : WIDTH_MOST;
}

/* Columns that a printable text takes. */
static int columns(const char *text)
{
	int count = 0;

	for (; *text != '\0'; text++)
		count += ((unsigned char)*text & 0xc0) != 0x80;
	return count;
}

static void paint(const struct drawing *drawing, const char *text, int color, bool bold,
		  bool underline)
{
	if (!drawing->shell->color || (color == 0 && !bold && !underline)) {
		fputs(text, drawing->out);
		return;
	}
	if (underline)
		fprintf(drawing->out, "\033[%dm", STYLE_UNDERLINE);
	if (bold)
		fprintf(drawing->out, "\033[%dm", STYLE_BOLD);
	if (color != 0)
		fprintf(drawing->out, "\033[%dm", color);
	fprintf(drawing->out, "%s\033[0m", text);
}

/* Levels take turns: plain, blue, magenta. */
static int level_color(const struct node *node)
{
	static const int colors[] = { NO_COLOR_, STYLE_BLUE, STYLE_MAGENTA };
	unsigned level = 0;

	for (const struct node *above = view_parent(node); above != NULL;
	     above = view_parent(above))
		level++;
	return colors[level % 3];
}

static void draw_state(const struct drawing *drawing, const struct node *node, int used)
{
	static const int colors[] = { NO_COLOR_, STYLE_GREEN, STYLE_RED };
	enum health health;
	autofree char *raw = node_summary(node, &health);
	autofree char *state = escape_text(raw);
	int dots = drawing->width - 1 - (columns(state) + 3) - used;
	autofree char *pad = xcalloc(1, dots > 0 ? (size_t)dots + 1 : 1);

	memset(pad, '.', dots > 0 ? (size_t)dots : 0);
	fputc(' ', drawing->out);
	paint(drawing, pad, level_color(node), false, false);
	paint(drawing, " [", 0, true, false);
	paint(drawing, state, colors[health], health == HEALTH_BAD, false);
	paint(drawing, "]", 0, true, false);
}

static void draw_line(const struct drawing *drawing, const struct node *node,
		      bool is_root)
{
	const struct preferences *preferences = &drawing->shell->preferences;
	const char *margin = drawing->margin.data == NULL ? "" : drawing->margin.data;
	autofree char *name = escape_text(shown_name(node));

	fprintf(drawing->out, "%s%s ", margin, preferences->tree_round ? "o-" : "+-");
	paint(drawing, name, level_color(node), true, is_root);
	if (preferences->tree_status)
		draw_state(drawing, node, (int)strlen(margin) + 3 + columns(name));
	fputc('\n', drawing->out);
}

static void draw(struct drawing *drawing, const struct node *node, unsigned depth)
{
	struct node **children;
	size_t count = shown_children(node, &children);
	autofree struct node **owned = children;
	size_t margin = drawing->margin.length;

	for (size_t i = 0; i < count; i++) {
		draw_line(drawing, owned[i], false);
		if (depth == 1)
			continue;
		text_add(&drawing->margin, i + 1 < count ? "| " : "  ");
		draw(drawing, owned[i], depth == 0 ? 0 : depth - 1);
		drawing->margin.length = margin;
		drawing->margin.data[margin] = '\0';
	}
}

void print_tree(const struct shell *shell, const struct node *root, unsigned depth)
{
	struct drawing drawing = {
		.shell = shell,
		.out = shell->out,
		.width = line_width(shell),
	};

	if (shell->preferences.tree_root)
		draw_line(&drawing, root, true);
	text_add(&drawing.margin, "  ");
	draw(&drawing, root, depth);
	text_free(&drawing.margin);
}
