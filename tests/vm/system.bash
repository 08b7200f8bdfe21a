# SPDX-License-Identifier: GPL-3.0-or-later
# A minimal Debian with systemd, as an emulated machine that starts, shuts down and loses
# its power as a real one does. Sourced by the bats files that run on this machine (boot:
# none); one machine for each file, begun in setup_file and ended in teardown_file.
#
# Its disk is that of tests/vm/system-image; what is written lasts as long as the machine,
# however often it is started again. Port 3260 in it is $MACHINE_PORT here. There are two
# more disks of 64 MiB, with the serials "one" and "two".

MACHINE=${BATS_FILE_TMPDIR:-}/machine
MACHINE_PATIENCE=600

machine_arguments() { # KERNEL-DIRECTORY DISK
	local accel=tcg,thread=multi cpu=qemu64,+rdrand,vendor=GenuineIntel disk
	[ "${LIOSH_VM_ACCEL-}" != kvm ] || accel=kvm cpu=host
	printf '%s\n' -accel "$accel" -cpu "$cpu" -smp 1 -m 1024 \
		-display none -nodefaults -no-user-config -kernel "$1/vmlinuz" -initrd "$MACHINE/initrd" \
		-append "console=ttyS0 loglevel=4 mitigations=off oops=panic norandmaps no_timer_check" \
		-chardev "file,id=console,path=$MACHINE/console" -serial chardev:console \
		-device virtio-serial-pci \
		-chardev "pipe,id=agent,path=$MACHINE/agent" -device virtserialport,chardev=agent,name=agent \
		-chardev "pipe,id=monitor,path=$MACHINE/monitor" -mon chardev=monitor,mode=readline \
		-drive "file=$2,format=raw,if=none,id=root,snapshot=on" \
		-device virtio-blk-pci,drive=root,serial=root \
		-drive "file=$MACHINE/installed,format=raw,if=none,id=installed,readonly=on" \
		-device virtio-blk-pci,drive=installed,serial=installed \
		-netdev "user,id=net,restrict=on,${MACHINE_NET:-hostfwd=tcp:127.0.0.1:$MACHINE_PORT-10.0.2.15:3260}" \
		-device virtio-net-pci,netdev=net,romfile=
	for disk in one two; do
		printf '%s\n' -blockdev "driver=file,node-name=$disk,filename=$MACHINE/$disk" \
			-device "virtio-blk-pci,drive=$disk,serial=$disk,id=$disk"
	done
}

# What make install brings, as a disk with an archive on it; and a program of the tests.
machine_install() {
	env -u MAKEFLAGS -u MAKELEVEL make -s -C "$TOP" install MODE=release \
		DESTDIR="$MACHINE/root" >/dev/null &&
		install -D "$TOP/build/release/tests/vm/dump" "$MACHINE/root/usr/local/bin/dump" &&
		tar -C "$MACHINE/root" --owner=0 --group=0 -cf "$MACHINE/installed" .
}

machine_initrd() { # KERNEL-DIRECTORY
	local initrd
	initrd=$("$TOP/tests/vm/initrd" "$1" virtio_pci virtio_blk ext4) &&
		mkdir -p "$MACHINE/init" && cp "$TOP/tests/vm/system-init" "$MACHINE/init/init" &&
		cp "$TOP"/tests/vm/system-agent{,.service} "$MACHINE/init/" &&
		(cd "$MACHINE/init" && find . | cpio -o -H newc -R 0:0 --quiet) >"$MACHINE/job" &&
		cat "$initrd" "$MACHINE/job" >"$MACHINE/initrd"
}

machine_begin() {
	local kernel disk words
	export XDG_CACHE_HOME=${LIOSH_VM_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}}
	mkdir -p "$MACHINE" &&
		kernel=$("$TOP/tests/vm/kernel" "${KERNEL:-6.1}") &&
		disk=$("$TOP/tests/vm/system-image" "$kernel") || return
	machine_install && machine_initrd "$kernel" || return
	mkfifo "$MACHINE"/{agent,monitor}.{in,out}
	truncate -s 64M "$MACHINE"/{one,two}
	export MACHINE_PORT=$((20000 + RANDOM % 20000))
	mapfile -t words < <(machine_arguments "$kernel" "$disk")
	behind timeout --foreground -k 5 7200 qemu-system-x86_64 "${words[@]}" \
		</dev/null >"$MACHINE/log" 2>&1
	echo $! >"$MACHINE/pid"
	machine_ready
}

# The emulator is the child of what was started.
machine_end() {
	[ ! -e "$MACHINE/pid" ] || kill "$(cat "$MACHINE/pid")" 2>/dev/null
	rm -f "$MACHINE/pid"
}

machine_monitor() { # COMMAND
	echo "$1" >"$MACHINE/monitor.in"
}

# One line of the agent's into $answer; it may come in parts.
machine_listen() {
	local end=$((SECONDS + MACHINE_PATIENCE)) line='' part
	until IFS= read -r -t 5 part; do
		line+=$part
		((SECONDS < end)) && [ -d "/proc/$(cat "$MACHINE/pid")" ] && continue
		echo "the machine does not answer; the end of its console:"
		tail -n 40 "$MACHINE/console" "$MACHINE/log" | tr -d '\r'
		return 1
	done <>"$MACHINE/agent.out"
	IFS=' ' read -r -a answer <<<"$line$part"
}

# Waits until it is up so far that it can be spoken to.
machine_ready() {
	local answer=()
	until [ "${answer[0]:-}" = ready ]; do
		machine_listen || return
	done
}

# Runs it there, and gives its output and its exit status.
machine() { # COMMAND
	local answer=()
	base64 -w0 <<<"$1" | sed 's/$/\n/' 1<>"$MACHINE/agent.in"
	machine_listen || return 125
	[ "${answer[0]}" = 'done' ] || { echo "instead of an answer: ${answer[*]}" && return 125; }
	base64 -d <<<"${answer[2]:-}"
	return "${answer[1]}"
}

machine_reboot() {
	machine "systemctl --no-block reboot" && machine_ready
}

# --- another one beside it ---------------------------------------------------------

# It reaches port 3260 of the first, as 10.0.2.100.
beside_begin() {
	local net="guestfwd=tcp:10.0.2.100:3260-cmd:busybox nc 127.0.0.1 $MACHINE_PORT"
	local MACHINE=$MACHINE.beside MACHINE_PORT
	MACHINE_NET=$net machine_begin
}

# Any of the others there.
beside() { # COMMAND...
	local MACHINE=$MACHINE.beside
	"$@"
}

# What was not written to the disk is lost.
machine_power_cut() {
	machine_monitor system_reset && machine_ready
}

# Until all that starts has started, or failed.
machine_settled() {
	machine 'systemctl is-system-running --wait || :'
}
