# SPDX-License-Identifier: GPL-3.0-or-later
# Inside the emulated machine: what a connect sheet for Linux is run on.

# No systemd runs in this machine, and the sheet is to be run as it is: this stands for
# what it calls of systemctl, and writes it down in DIR/called. iscsid reads its
# initiator's name when it starts.
stand_in_for_systemctl() { # DIR
	mkdir -p "$1/bin"
	cat >"$1/bin/systemctl" <<-END
		#!/bin/sh
		echo "systemctl \$*" >>$1/called
	END
	cat >>"$1/bin/systemctl" <<-'END'
		case "$*" in
		"enable --now iscsid") pidof iscsid >/dev/null || iscsid 3>&- ;;
		"restart iscsid")
			kill $(pidof iscsid)
			for try in 1 2 3 4 5 6 7 8 9 10; do
				pidof iscsid >/dev/null || break
				sleep 0.2
			done
			iscsid 3>&-
			;;
		"enable --now multipathd") ;;
		*) exit 1 ;;
		esac
	END
	printf '#!/bin/sh\n' >"$1/bin/multipath"
	chmod +x "$1/bin/"*
}

# The programs of the stand-ins go to DIR/bin; udev makes /dev/disk/by-path, the names
# that the sheet gives.
start_open_iscsi() { # DIR
	modprobe -a iscsi_tcp sd_mod
	/lib/systemd/systemd-udevd --daemon 3>&-
	stand_in_for_systemctl "$1"
	rm -rf /etc/iscsi/nodes /etc/iscsi/send_targets
}
