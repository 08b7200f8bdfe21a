#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# boot: cold second
# What keeps the other machine from the port of a new target is told where the disk is
# made, and the line that is told lets it in.

# shellcheck disable=SC2154 # bats sets output
load ../helpers.bash
load ../second.bash

DIR=/srv/firewall
IQN=iqn.2026-11.org.example

setup_file() {
	export XDG_CONFIG_HOME=$BATS_FILE_TMPDIR
	mkdir -p "$DIR" /etc/liosh
}

teardown() { ! command -v nft >/dev/null || nft flush ruleset; }

# A new target of that name; what was told is in $output.
make_target() { # NAME
	install -m 600 /dev/stdin "$DIR/answers" <<-END
		target: new
		target.name: $IQN:$1
		extent: file
		extent.file: $DIR/$1.img
		extent.size: 1M
		portal.addresses: 0.0.0.0
		access: listed
		access.initiators: $IQN:h1
	END
	expect 0 "$LIOSH" --yes wizard --plain "answers=$DIR/answers"
}

is_reached() { second "timeout 5 bash -c '</dev/tcp/192.0.2.1/3260'"; }

# The lines that stand below those with "!".
told_lines() { sed -n "/^! /,/^$/s/^  \\(\\(nft\\|ip6*tables\\|firewall-cmd\\|ufw\\) .*\\)/\\1/p" <<<"$output"; }

@test "where nothing filters nothing is told, and no module is loaded for that" {
	[ ! -e /sys/module/nf_tables ]
	make_target free
	[[ $output != *"nobody allowed"* ]]
	[ ! -e /sys/module/nf_tables ]
	is_reached
	[[ $output == *"A login from this machine only, as $IQN:h1 by 127.0.0.1:3260:
  LUN 0 is there"* ]]
	[[ $output != *"! a login"* ]]
}

@test "what keeps this machine itself out is told as well" {
	need nft
	nft -f - <<-END
		table inet mine {
			chain input { type filter hook input priority 0; policy drop; }
		}
	END
	make_target unreached
	[[ $output == *"! a login from this machine as $IQN:h1 by 127.0.0.1:3260 failed:"* ]]
	[[ $output == *" failed:
  "*"onnect"* ]]
	[[ $output != *"LUN 0 is there"* ]]
}

@test "a chain that drops: the line that is told opens the port" {
	need nft
	nft -f - <<-END
		table inet mine {
			chain input {
				type filter hook input priority 0; policy drop;
				iifname lo accept
				meta l4proto { icmp, icmpv6 } accept
			}
			chain forward { type filter hook forward priority 0; policy drop; }
			chain output { type filter hook output priority 0; policy drop; accept; }
		}
	END
	run ! is_reached
	make_target dropped
	[[ $output == *"! the packet filter drops what nobody allowed (inet mine input)"* ]]
	[ "$(told_lines)" = "nft insert rule inet mine input tcp dport 3260 accept" ]
	eval "$(told_lines)"
	is_reached
}

@test "chains of iptables are opened by iptables" {
	need nft
	nft -f - <<-END
		table ip filter { chain INPUT { type filter hook input priority 0; policy drop; }; }
		table ip6 filter { chain INPUT { type filter hook input priority 0; policy drop; }; }
	END
	make_target iptables
	[ "$(told_lines)" = "iptables -I INPUT -p tcp --dport 3260 -j ACCEPT" ]
}

@test "one that is named alike and is no chain of iptables is opened by nft" {
	need nft
	nft -f - <<-END
		table inet filter { chain INPUT { type filter hook input priority 0; policy drop; iifname lo accept; }; }
	END
	make_target alike
	[ "$(told_lines)" = "nft insert rule inet filter INPUT tcp dport 3260 accept" ]
	eval "$(told_lines)"
	is_reached
}

@test "firewalld and ufw open their ports themselves" {
	need nft
	nft -f - <<-END
		table inet firewalld {
			chain filter_INPUT {
				type filter hook input priority 10; policy accept;
				iifname lo accept
				reject
			}
		}
	END
	make_target firewalld
	[ "$(told_lines)" = "firewall-cmd --permanent --add-port=3260/tcp
firewall-cmd --reload" ]
	nft -f - <<-END
		flush ruleset
		table ip filter {
			chain ufw-user-input { }
			chain INPUT { type filter hook input priority 0; policy drop; jump ufw-user-input; }
		}
	END
	make_target ufw
	[ "$(told_lines)" = "ufw allow 3260/tcp" ]
	[[ $output == *"! ufw decides who gets in"* ]]
}
