/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the targets that are there listen, for one that is to listen alike. */
#pragma once

#include "tui/model.h"

/* The TPG of that option; NULL: none is meant. */
const struct node *portal_set_find(const struct wizard *wizard, const char *name);
/* An option for each TPG that listens anywhere. */
void portal_set_options(const struct wizard *wizard, struct option_list *list);
/* Whether anybody listens. */
bool portal_set_is_any(const struct wizard *wizard);
/* The one whose portals most TPGs have, the first of several; NULL: nobody listens. */
const struct node *portal_set_usual(const struct wizard *wizard);
/* Its port, and all its addresses on that port with blanks between; owned. */
char *portal_set_port(const struct node *tpg) _owned_;
char *portal_set_addresses(const struct node *tpg) _owned_;
