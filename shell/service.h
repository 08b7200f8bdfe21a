/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is served as a whole: stopped, started again, let go of at the shutdown. */
#pragma once

#include "profiles/service.h"
#include "shell/command.h"

/* Names the sessions, asks, and disables the TPGs of the saved profile; everything else
 * stays, for service_start(). */
int service_stop(const struct call *call, struct error *err) _must_check_;
/* Enables what was stopped, and restores as at boot. */
int service_start(const struct call *call, struct error *err) _must_check_;
/* Asks once, ends all sessions, then removes all that can be removed; the rest is told,
 * and shell->partial set. */
int service_shutdown(const struct call *call, struct error *err) _must_check_;

int service_enable(const struct call *call, struct error *err) _must_check_;
int service_disable(const struct call *call, struct error *err) _must_check_;
/* Those that a stop of that profile ends, or, with NULL, all: a line for each. */
int service_tell_sessions(struct shell *shell, const struct node *profile,
			  struct error *err) _must_check_;
/* How much is served now. */
int service_served(struct shell *shell, unsigned *targets, unsigned *sessions,
		   struct error *err) _must_check_;
