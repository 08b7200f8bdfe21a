# SPDX-License-Identifier: GPL-3.0-or-later
# Plain writes into configfs. Moves files off their defaults, whatever they are, and
# remembers which it moved. For tests/vm/everything, which sets $root and $dir.
#
# Starting a process for each of a thousand files would take minutes in the machine:
# functions leave what they find in a variable.
# shellcheck shell=bash
# shellcheck disable=SC2154 # root and dir

# A file of each class that is off its default, and what it was.
declare -A moved=() was=() why=()

# The kernel takes each number once.
rtpi=76

# --- writing ------------------------------------------------------------------

# One write(2) a value, and no newline: auth/* keeps it.
put() { # FILE VALUE
	printf %s "$2" >"$1"
}

# Text of several lines: the shell would write line by line.
put_lines() { # FILE VALUE
	printf %s "$2" >"$dir/lines"
	dd if="$dir/lines" of="$1" bs=4096 status=none
}

make_link() { # DIRECTORY TARGET
	mkdir -p "$1"
	ln -s "$2" "$1/link"
}

chap() { # AUTH-DIRECTORY USER PASSWORD [USER PASSWORD]
	put "$1/userid" "$2"
	put "$1/password" "$3"
	[ $# -gt 3 ] || return 0
	put "$1/userid_mutual" "$4"
	put "$1/password_mutual" "$5"
}

load() { # MODULE [OPTION]...
	modprobe "$@" 2>/dev/null && return
	echo "lacks $1: no such module, or it does not load"
	return 1
}

# --- moving a value off its default ---------------------------------------------

# What takes more thought than the next number. A word each; an empty word is none.
declare -A special=(
	[alias]="a_name_for_people,_50%_'quoted'"
	[udev_path]="/dev/disk/by-id/none_of_this_machine"
	[company_id]="0x00a098"
	[pd_text_id_info]="room_7,_sh'elf_\"2\"_é"
	[product_id]="Product_of_ours"
	[revision]="r7.1"
	[vendor_id]="EXAMPLE"
	[directory_id]="0x12ab"
	[node_name]="10:00:00:00:00:00:00:07"
	[port_name]="20:00:00:00:00:00:00:03"
	[nexus]=""
	[transport_status]="offline"
	[cmd_completion_affinity]="0"
	[tag]="cluster_\"b\"_#1"
	[cpus_allowed_list]="0"
	[rdma_cm_port]="5001"
	[block_size]="4096 512"
	[max_unmap_block_desc_count]="2 1"
	[cmd_time_out]="31"
	[dev_config]=""
	[dev_size]=""
	[res_aptpl_metadata]=""
	[lba_map]=""
	[alua_lu_gp]=""
	[alua_tg_pt_gp]=""
	[tg_pt_gp_id]=""
	[lu_gp_id]=""
	[enable]="1"
	[AuthMethod]="None CHAP,None"
	[HeaderDigest]="None"
	[DataDigest]="None,CRC32C"
	[IFMarkInt]="2048~65535 2048"
	[OFMarkInt]="2048~65535 2048"
	[TargetAlias]="It's_\"the\"_tärget_#1_50%"
	[alua_access_type]="1"
	[alua_access_state]="1 2"
	[alua_access_status]="1 2"
	[srp_max_rdma_size]="131072"
	[srp_max_rsp_size]="512"
	[password]="s\"p_a'c%e_d#{}:sécret"
	[password_mutual]="m\"u't%u_a#l,[]&*!"
	[userid]="us_er:one"
	[userid_mutual]="tg_t"
)

# Where _ stands for a space: the lists above are split at spaces.
spaced="TargetAlias|alias|password*|userid*|product_id|pd_*|tag"

# What is worth a try after VALUE, into $tries.
find_tries() { # NAME VALUE
	local i
	if [ "$1" = rtpi ]; then
		tries=($((++rtpi)))
		return
	fi
	if [ -n "${special[$1]+set}" ]; then
		IFS=' ' read -r -a tries <<<"${special[$1]}"
		for i in "${!tries[@]}"; do
			[[ $1 != @($spaced) ]] || tries[i]=${tries[i]//_/ }
		done
		return
	fi
	case $2 in
	Yes) tries=(No) ;;
	No) tries=(Yes) ;;
	*[!0-9-]* | '') tries=() ;;
	-1) tries=(0 1) ;;
	0) tries=(1 2 3) ;;
	1) tries=(0 2) ;;
	*) tries=($(($2 - 1)) $(($2 + 1)) 1) ;;
	esac
}

# The path without the names that people gave, into $class.
find_class() { # FILE
	local path=${1#"$root/"} part=() fabric rest
	IFS=/ read -r -a part <<<"$path"
	fabric=${part[0]} rest=${path#*/*/}
	case $path in
	dbroot) class=dbroot ;;
	core/alua/*) class=lu_gp/${part[4]} ;;
	core/*/hba_*) class=hba/${part[2]} ;;
	core/*/alua/*/*) class=alua/${part[5]} ;;
	core/*/*/attrib/* | core/*/*/wwn/*) class=${part[1]%_*}/${path#*/*/*/} ;;
	core/*) class=object/${path#*/*/*/} ;;
	*/discovery_auth/* | iscsi/cpus*) class=$path ;;
	*/*/param/*) class=$fabric/target/$rest ;;
	*/acls/*/lun_*/*) class=mapped_lun/${path##*/} ;;
	*/lun/*) class=lun/${path##*/} ;;
	*/acls/*) class=$fabric/acl/${rest#*/*/*/} ;;
	*/np/*) class=$fabric/portal/${path##*/} ;;
	*) class=$fabric/tpg/${rest#*/} ;;
	esac
	case $path in
	core/* | */discovery_auth/*) ;;
	*/*/tpg*/*/*) [[ $class != "$fabric"/target/* ]] || class=$fabric/tpg/${rest#*/} ;;
	esac
}

# What a file says, into $text; nothing where it cannot be read.
look() { # FILE
	text=
	{ IFS= read -r -d '' text <"$1"; } 2>/dev/null || :
}

note_moved() { # FILE BEFORE
	local class
	find_class "$1"
	[ -z "${moved[$class]-}" ] || return 0
	moved[$class]=$1
	was[$class]=$2
}

# Writes what a file does not hold yet, until it holds something else.
move() { # FILE [VALUE]
	local file=$1 before value error='no other value is known' text tries class
	look "$file"
	before=$text
	find_tries "${file##*/}" "${before%$'\n'}"
	[ $# -eq 1 ] || tries=("$2")
	for value in "${tries[@]}"; do
		printf %s "$value" 2>"$dir/error" >"$file" || :
		error=
		read -r error <"$dir/error" || :
		look "$file"
		if [ "$text" != "$before" ]; then
			note_moved "$file" "$before"
			return
		fi
	done
	find_class "$file"
	error=${error##*: }
	why[$class]=${error:-taken, but it reads the same}
}

# The mode holds for root too. Only the attempt tells without a process.
is_setting() { # FILE
	[ -f "$1" ] && { : >"$1"; } 2>/dev/null && { : <"$1"; } 2>/dev/null
}

# All files of a directory but those named.
move_all() { # DIRECTORY [NAME]...
	local directory=$1 file
	shift
	for file in "$directory"/*; do
		[[ " $* " != *" ${file##*/} "* ]] || continue
		! is_setting "$file" || move "$file"
	done
}

# --- what is left -----------------------------------------------------------------

# A later write may have moved a value back.
verify() {
	local class text
	for class in "${!moved[@]}"; do
		look "${moved[$class]}"
		[ "$text" = "${was[$class]}" ] || continue
		why[$class]="was moved, and something moved it back"
		unset "moved[$class]"
	done
}

report() {
	local file class
	while IFS= read -r file; do
		find_class "$file"
		[ -n "${moved[$class]-}" ] || echo "still $class: ${why[$class]-not tried}"
	done < <(find "$root" -name statistics -prune -o -type f -perm 644 -print) | sort -u
	echo "off ${#moved[@]}"
}
