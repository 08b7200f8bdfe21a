# SPDX-License-Identifier: GPL-3.0-or-later
# Three disks, as files of answers that leave nothing to chance, and what types them: on
# the screen by keys, line by line, or as the commands that the plan is shown as. To be
# loaded after tests/tui.bash; $DIR has the files, $DEVICE the device.

IQN=iqn.2026-11.org.example
DISKS=(listed device any)

# A new target with a file, for two initiators, with everything that can be asked.
answers_listed() {
	cat <<-END
		target: new
		target.name: $IQN:one
		target.alias: first disk
		target.use: vmware
		extent: file
		extent.file: $DIR/one.img
		extent.size: 64M
		extent.blocks: sparse
		extent.cache: fast
		extent.read_only: no
		extent.name: store1
		extent.serial: 10000000-0000-4000-8000-000000000001
		extent.block_size: 512
		extent.lun: 3
		portal.addresses: 127.0.0.1 127.0.0.2
		portal.port: 3261
		portal.discovery: mutual
		portal.discovery_user: seeker
		portal.discovery_secret: seeker-secret-1
		portal.discovery_peer_user: server
		portal.discovery_peer_secret: server-secret-1
		access: listed
		access.initiators: $IQN:h1 $IQN:h2
		access.single: no
		access.auth: mutual
		access.user: host-user
		access.secret: secret-of-host1
		access.peer_user: target
		access.peer_secret: target-secret-1
		access.hide: no
		access.read_only: no
		review.shared: yes
	END
}

# A second disk there, from a block device.
answers_device() {
	cat <<-END
		target: $IQN:one
		target.use: linux
		extent: device
		extent.device: $DEVICE
		extent.read_only: yes
		extent.name: store2
		extent.serial: 20000000-0000-4000-8000-000000000002
		extent.lun: 4
	END
}

# A target that anybody may read and nobody write.
answers_any() {
	cat <<-END
		target: new
		target.name: $IQN:all
		target.alias: for all
		target.use: windows
		extent: file
		extent.file: $DIR/all.img
		extent.size: 16M
		extent.blocks: allocated
		extent.cache: safe
		extent.read_only: no
		extent.name: store3
		extent.serial: 30000000-0000-4000-8000-000000000003
		extent.block_size: 4096
		extent.lun: 0
		portal.addresses: 127.0.0.1
		portal.port: 3262
		portal.discovery: mutual
		access: any
		access.auth: none
		access.read_only: yes
	END
}

write_answers() {
	local disk
	for disk in "${DISKS[@]}"; do
		"answers_$disk" | install -m 600 /dev/stdin "answers.$disk"
	done
}

# --- keys on the screen ------------------------------------------------------------

# The line of the focus, into $line: one process and no more, since each takes the emulated
# machine long.
look_at_line() {
	local all
	mapfile -t all < <(tmux -S "$socket" display -p '#{cursor_y}' ';' capture-pane -p)
	line=${all[all[0] + 1]}
}

# Presses a key and waits until the line that has the focus is another.
press_and_see() { # KEY
	local before=$line _
	press "$1"
	for _ in {1..60}; do
		look_at_line
		[ "$line" = "$before" ] || return 0
		sleep 0.05
	done
}

on_line() { # LABEL [VALUE]
	local pattern="^  $1${2:+ +$2}( |$)"
	[[ $line =~ $pattern ]]
}

# Down to the last line, then up.
go_to() { # LABEL
	local _ key=Tab
	look_at_line
	for _ in {1..60}; do
		on_line "$1" && return
		! on_line '\[ Next \]' || key=BTab
		press_and_see $key
	done
	echo "no line $1" && screen
	return 1
}

unfold() {
	! screen | grep -qF '[-] Advanced' || return 0
	go_to '\[\+\] Advanced'
	press Enter
	shows '[-] Advanced'
}

cycle_to() { # LABEL VALUE
	local _
	for _ in {1..20}; do
		! on_line "$1" "$2" || return 0
		press_and_see Right
	done
	echo "no choice $2" && screen
	return 1
}

shown_there() { # TEXT
	look_at_line
	[[ $line == *" $1"* ]]
}

# One answer, as each kind of field takes it.
give() { # KEY LABEL TEXT
	case $1 in
	extent.name | extent.serial | extent.block_size | extent.lun) unfold ;;
	esac
	go_to "$2"
	case $1 in
	target | target.use | extent | extent.blocks | extent.cache | extent.block_size | \
		portal.discovery | access | access.auth)
		cycle_to "$2" "$3"
		;;
	extent.read_only | access.single | access.hide | access.read_only | review.shared)
		on_line "$2" '\[x\]' && [ "$3" = no ] && press_and_see Space
		on_line "$2" '\[ \]' && [ "$3" = yes ] && press_and_see Space
		;;
	*)
		press C-u
		type_ "$3"
		[[ $1 != *secret ]] || set -- "$1" "$2" "${3//?/*}"
		within "$PATIENCE" shown_there "$3"
		;;
	esac
	given=$((given + 1))
}

# Page and label of each question, into arrays.
read_questions() {
	local key page label _
	while IFS=$'\t' read -r key page label _; do
		page_of[$key]=$page
		label_of[$key]=$label
	done < <("$UNIT/test_questions" list)
}

# To a page, over those of which nothing is to be answered.
turn_to() { # PAGE
	local all _
	for _ in {1..200}; do
		mapfile -t all < <(tmux -S "$socket" capture-pane -p)
		[[ ${all[1]} != *"[$1]"* ]] || return 0
		[ "${all[1]}" = "$tabs" ] || press NPage
		tabs=${all[1]}
		sleep 0.1
	done
	echo "no page $1" && screen
	return 1
}

# From the first page to the plan.
type_answers() { # FILE
	local key text now=Target line tabs='' given=0
	local -A page_of=() label_of=()
	read_questions
	shows "[Target]"
	while IFS=: read -r key text <&9; do
		if [ "${page_of[$key]}" != "$now" ]; then
			now=${page_of[$key]}
			turn_to "$now"
		fi
		give "$key" "${label_of[$key]}" "${text# }"
	done 9<"$1"
	press NPage
	shows "This will be done"
	[ "$given" -eq "$(wc -l <"$1")" ]
}

# The commands as they stand on the screen, to `commands`; the terminal is high enough.
cut_commands() {
	press c
	shows "The same as commands"
	press v
	hides "=-"
	screen | awk '/^ The same as commands/ { on = 1; next } /^──/ { on = 0 } on' |
		sed '/^$/d' >commands
	press p
	shows "This will be done"
}

# The answers of a disk as they are typed line by line, an empty line for each question that
# is asked beside those: of the portals, where there is another target; with -f of a device.
typed_lines() { # DISK [-f]
	local also=()
	[ "$1" != any ] || also+=(-e '/^portal.addresses/i x: ')
	[ "$1$2" != device-f ] || also+=(-e '/^extent.serial/a x: ')
	echo yes # advanced too
	sed "${also[@]}" -e '' "answers.$1" | sed 's/^[a-z._]*: //'
	echo yes
}
