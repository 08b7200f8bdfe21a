/* SPDX-License-Identifier: GPL-3.0-or-later */
/* World wide names: checked, normalised, generated. */
#pragma once

#include "configfs/type.h"

/* What a user types: lower-cased and brought into the fabric's form, *wwn owned.  -EINVAL
 * says what is wrong with it.  Allow-list: iqn.YYYY-MM.+[a-z0-9.:-] ≤ 223 bytes, naa and
 * eui in hex. */
int wwn_normalise(const struct fabric *fabric, const char *typed, char **wwn,
		  struct error *err) _must_check_;
/* The same for an initiator's name in an ACL. */
int initiator_normalise(const struct fabric *fabric, const char *typed, char **wwn,
			struct error *err) _must_check_;
/* Looser: what a profile may hold (the kernel takes it exactly). */
int wwn_acceptable(const struct fabric *fabric, const char *wwn,
		   struct error *err) _must_check_;

/* What a name may begin with, before its colon: iqn.YYYY-MM.domain. */
#define IQN_BASE_MAX 221
int iqn_base_check(const char *base, struct error *err) _must_check_;
char *iqn_base_normal(const char *typed) _owned_;

char *wwn_generate_iqn(void) _owned_; /* iqn.2003-01.org.linux-iscsi.HOST.ARCH:sn.… */
/* The host's name with the letters that an IQN may hold, "" if it has none of its own. */
char *wwn_host_name(void) _owned_;
char *wwn_generate_naa(void) _owned_; /* naa.5001405… */
char *wwn_generate_eui(void) _owned_;
/* One of the same kind as that name, for a nexus. */
char *wwn_generate_like(const char *wwn) _owned_;
char *serial_generate(void) _owned_; /* random UUID */

/* "10.0.0.1:3260", "[fd00::1]:3260", "[fe80::1%eth0]:3260": from what a user gives as
 * address and port to the canonical text of a portal, owned. */
int portal_normalise(const char *address, const char *port, char **portal,
		     struct error *err) _must_check_;
/* "::ffff:10.0.0.1" is 10.0.0.1 for the kernel, too: the IPv4 address, owned, or NULL. */
char *ipv4_within(const char *ipv6);
/* A portal's text, however it is spelt, in the canonical form, owned; NULL: liosh would
 * not make such a one. */
char *portal_canonical(const char *portal) _must_check_;
/* Takes a portal's text apart; address is owned, without brackets. */
int portal_parse(const char *portal, char **address, unsigned *port,
		 bool *is_ipv6) _must_check_;
