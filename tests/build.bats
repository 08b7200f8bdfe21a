# SPDX-License-Identifier: GPL-3.0-or-later
# What make leaves behind, and what it takes away again.
load helpers

setup() {
	unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES
	cd "$TOP" || return
	root=$BATS_TEST_TMPDIR/root
	make=(make --no-print-directory "MODE=${MODE:-release}")
}

tree() { (cd "$1" && find . ! -type d | sort); }

@test "a second make rebuilds nothing and says so" {
	expect 0 "${make[@]}"
	expect 0 "${make[@]}"
	[ "$output" = "make: Nothing to be done for 'all'." ]
	[ -z "$stderr" ]
}

@test "make without a compiler or libraries is one line" {
	mkdir "$BATS_TEST_TMPDIR/bin"
	local program
	for program in make sh cat; do
		ln -s "$(command -v "$program")" "$BATS_TEST_TMPDIR/bin/"
	done
	expect 2 env PATH="$BATS_TEST_TMPDIR/bin" make MODE=none
	[ ${#stderr_lines[@]} -eq 1 ]
	[[ $stderr == *"missing to build liosh: gcc pkg-config"*"tests/install-packages build"* ]]
	[ -z "$output" ]
	ln -s "$(command -v gcc)" "$(command -v pkg-config)" "$BATS_TEST_TMPDIR/bin/"
	expect 2 env PATH="$BATS_TEST_TMPDIR/bin" PKG_CONFIG_LIBDIR=/nowhere make MODE=none
	[ ${#stderr_lines[@]} -eq 1 ]
	[[ $stderr == *"missing to build liosh: "*yaml-0.1*libkmod* ]]
	[ ! -e build/none ]
}

@test "install and uninstall honour DESTDIR and prefix" {
	mkdir -p "$root/etc/liosh" "$root/usr/share/doc/liosh/examples"
	echo 'liosh: 1' >"$root/etc/liosh/saveconfig.yaml"
	echo mine >"$root/usr/share/doc/liosh/examples/mine.yaml"
	tree "$root" >"$BATS_TEST_TMPDIR/before"

	expect 0 "${make[@]}" install DESTDIR="$root" prefix=/usr
	[ -x "$root/usr/sbin/liosh" ]
	cmp "$root/usr/sbin/liosh" "build/${MODE:-release}/liosh"
	[ -s "$root/usr/share/man/man8/liosh.8" ]
	[ -s "$root/usr/share/man/man5/liosh.yaml.5" ]
	local example
	for example in profiles/examples/*.yaml; do
		cmp "$example" "$root/usr/share/doc/liosh/examples/${example##*/}"
	done
	[ -z "$(find "$root" -newer "$BATS_TEST_TMPDIR/before" ! -type d ! -path "$root/usr/*")" ]

	expect 0 "${make[@]}" uninstall DESTDIR="$root" prefix=/usr
	tree "$root" | diff "$BATS_TEST_TMPDIR/before" -
}

@test "what is installed runs from there" {
	expect 0 "${make[@]}" install DESTDIR="$root"
	expect 0 "$root/usr/local/sbin/liosh" --version
	[[ $output == *liosh* ]]
	expect 0 "${make[@]}" uninstall DESTDIR="$root"
	[ -z "$(tree "$root")" ]
	[ ! -e "$root/usr/local/share/doc/liosh" ]
}
