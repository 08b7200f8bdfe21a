/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a document must not have, told of the object in which it stands. */
#include <stdlib.h>

#include "configfs/base/cleanup.h"
#include "profiles/resolve.h"

struct claim {
	struct error fault;
	bool claimed;
	const struct node *node;
	struct mark from;
};

void faults_begin(struct resolver *resolver, struct error *faults)
{
	size_t count = error_count(faults);

	resolver->claims = xcalloc(count, sizeof *resolver->claims);
	resolver->claim_count = count;
	for (size_t i = 0; i < count; i++) {
		struct error *next = faults->next;

		resolver->claims[i].fault = *faults;
		resolver->claims[i].fault.next = NULL;
		*faults = next == NULL ? (struct error){ 0 } : *next;
		free(next);
	}
}

static bool is_before(const struct mark *one, const struct mark *two)
{
	return one->line != two->line ? one->line < two->line : one->column < two->column;
}

void faults_claim(struct resolver *resolver, const struct node *node,
		  const struct mark *from, const struct item *item)
{
	for (size_t i = 0; i < resolver->claim_count; i++) {
		struct claim *claim = &resolver->claims[i];
		const struct mark *at = &claim->fault.mark;

		if (is_before(at, from) || !is_before(at, &item->end) ||
		    (claim->claimed && is_before(from, &claim->from)))
			continue;
		claim->claimed = true;
		claim->node = node;
		claim->from = *from;
	}
}

void faults_end(struct resolver *resolver)
{
	for (size_t i = 0; i < resolver->claim_count; i++) {
		struct claim *claim = &resolver->claims[i];

		if (claim->claimed && claim->node == NULL) {
			resolver->frame_spoiled = true;
			note_warning(resolver, &claim->fault);
			continue;
		}
		resolver->at = claim->node;
		note(resolver, &claim->fault);
	}
	resolver->at = NULL;
	free(take_ptr(resolver->claims));
	resolver->claim_count = 0;
}
