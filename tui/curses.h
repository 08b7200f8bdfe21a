/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the files that call curses: screen.c, keys.c, editor.c. */
#pragma once

/* All of it is drawn anew: another program wrote over it. */
void screen_refresh(void);
/* What terminals send that know more keys than is told of them. */
void keys_define(void);
/* The descriptor that keys come from. */
int screen_input(void);
/* The line under edit, if there is one, above all else. */
void editor_refresh(void);
/* Until it is placed again. */
void editor_hide(void);
