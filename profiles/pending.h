/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * /run/liosh/pending.yaml: what the restore at boot held back, and why, until it came or
 * the machine is started again.
 */
#pragma once

#include "configfs/hold.h"

#define PENDING_FILE "/run/liosh/pending.yaml"
/* What a restore is making: it is there while one is under way, or since one was broken
 * off. */
#define RESTORING_FILE "/run/liosh/restoring.yaml"

/* err may be NULL.  As hold_back() tells it; NULL or nothing told: nothing is pending any
 * more. */
int pending_write(struct held *held, struct error *err) _must_check_;
/* In the same form, with what a restore was making that was broken off; nothing where
 * there is none.  What cannot be read is an error (err may be NULL), and told of "/". */
int pending_read(struct held *held, struct error *err) _must_check_;

/* After any change: a TPG that was left off and that somebody enabled or deleted since is
 * no longer the restore's to enable. */
void pending_follow(const struct node *live);

/* What is being made from here on, told if more is to come; until the end. */
void pending_begin(struct held *made);
void pending_end(void);
/* Only what is still so: what runs by now as it is saved is not pending, whoever made it
 * so.  `live` has its settings. */
void pending_now(const struct node *live, struct error *told);
/* Whether the tree may be saved there: -EBUSY where the next boot would no longer find
 * what is still pending. */
int pending_check(const char *path, const struct node *tree,
		  struct error *err) _must_check_;

/* Held by whoever reads the list, does something about it and writes it again: two at
 * once would put back what the other has brought.  To be closed. */
int pending_lock(const volatile int *interrupted, int *fd,
		 struct error *err) _must_check_;
