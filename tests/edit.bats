# SPDX-License-Identifier: GPL-3.0-or-later
# edit: a profile in the user's editor, at a terminal. Driven in tmux.
load helpers
load typing

setup() {
	need tmux
	cd "$BATS_TEST_TMPDIR" || return
	install -m 600 "$BATS_TEST_DIRNAME/golden/shell/start.yaml" p.yaml
	socket=liosh-$BASHPID
}

# What the editor does with the file it is given.
editor() { # COMMAND...
	printf '#!/bin/sh\nfor file; do :; done\n%s\n' "$*" >./ed
	chmod +x ./ed
}

begin() { # ARGUMENT...
	tmux -L "$socket" -f /dev/null new-session -d -x 100 -y 40 \
		env -i HOME="$PWD/home" TERM=screen LANG=C.UTF-8 PATH="$PATH" EDITOR="${EDITOR:-$PWD/ed}" \
		sh -c 'trap : INT; "$@"; echo "left with $?"; sleep 60' sh "$LIOSH" "$@"
	tmux -L "$socket" set -s escape-time 0
}

# The next one, at a terminal of its own.
begin2() { # ARGUMENT...
	tmux -L "$socket" kill-server 2>/dev/null || true
	socket+=.
	begin "$@"
}

# The directories of the copies, and the one copy that is left.
copies() { find . -name '*.edit-*'; }
copy() { find . -path '*.edit-*' -type f; }
forget() { rm -r ./*.edit-*; }

@test "what was written is checked, shown, saved as it is, and sealed anew" {
	expect 0 "$LIOSH" -f p.yaml saveconfig s.yaml
	# shellcheck disable=SC2016
	editor 'cp "$file" seen; stat -c %a "$file" "${file%/*}" >mode; cp "$file" "$file~"; mkdir "${file%/*}/.more"; cp "$file" "${file%/*}/.more/x"; sed -i "2i\\# of the office" "$file"; sed -i s/64MiB/65MiB/ "$file"'
	sed -i 's/size: [0-9]*[KMG]iB/size: 64MiB/' p.yaml
	rm s.yaml
	expect 0 "$LIOSH" -f p.yaml saveconfig s.yaml
	begin -f s.yaml edit
	see '\[s\]ave, \[e\]dit again, or \[L\]eave it\?'
	see '(~|-/\+) /backstores/fileio/.*size 67108864 → 68157440'
	[ "$(cat mode)" = $'600\n700' ]
	# What liosh adds is not for editing.
	run ! grep -E '^end:|written by liosh' seen
	keys s Enter
	see '^Saved to s.yaml$'
	see '^left with 0$'
	# Nor does what the editor keeps for itself stay.
	[ -z "$(copies)" ]
	[ -z "$(find . -name '*~')" ]
	grep -qx '# of the office' s.yaml
	grep -q 65MiB s.yaml
	expect 0 "$UNIT/test_profile" check s.yaml
	[ "$output" = "sealed comments" ]
	grep -q 64MiB s.yaml.prev
}

@test "what is written above and behind the first line leaves the file guarded" {
	expect 0 "$LIOSH" -f p.yaml saveconfig s.yaml
	# shellcheck disable=SC2016
	editor 'sed -i "1s/.*/# our storage server\n\nliosh: 1 # of the office/" "$file"'
	begin -f s.yaml edit
	see '\[L\]eave it'
	keys s Enter
	see '^Saved to s.yaml$'
	expect 0 "$UNIT/test_profile" check s.yaml
	[ "$output" = "sealed comments" ]
	[ "$(head -n 4 s.yaml)" = $'# our storage server\n\nliosh: 1  # written by liosh\n# of the office' ]
	for lines in 3 4 8 12; do
		head -n "$lines" s.yaml >cut.yaml
		expect 65 "$LIOSH" checkconfig cut.yaml
		[[ $stderr == *"cut short"* ]]
	done
	# And once more: the seal goes, and comes back to where it was.
	# shellcheck disable=SC2016
	editor 'cp "$file" seen; echo "# at its end" >>"$file"'
	begin2 -f s.yaml edit
	see '\[L\]eave it'
	keys s Enter
	see '^Saved to s.yaml$'
	run ! grep -E '^end:|written by liosh' seen
	[ "$(head -n 4 seen)" = $'# our storage server\n\nliosh: 1\n# of the office' ]
	expect 0 "$UNIT/test_profile" check s.yaml
	[ "$output" = "sealed comments" ]
}

@test "a seal that comes along with a text does not stay in it" {
	expect 0 "$LIOSH" -f p.yaml saveconfig s.yaml
	sed 's/size: [0-9]*[KMG]iB/size: 48MiB/' p.yaml >q.yaml && chmod 600 q.yaml
	expect 0 "$LIOSH" -f q.yaml saveconfig other.yaml
	# As ":r other.yaml" over all that was there, of a file with a seal and of one without.
	# shellcheck disable=SC2016
	editor 'cat other.yaml >"$file"; echo "# mine" >>"$file"'
	for file in s.yaml p.yaml; do
		begin2 -f "$file" edit
		see '\[L\]eave it'
		keys s Enter
		see "^Saved to $file\$"
		see '^left with 0$'
		expect 0 "$UNIT/test_profile" check "$file"
		[ "$output" = "sealed comments" ]
		grep -q 'size: 48MiB' "$file"
		[ "$(grep -c '^end:' "$file")" -eq 1 ]
		[ -z "$(copies)" ]
	done
}

@test "a text that has no place for a seal is not saved" {
	expect 0 "$LIOSH" -f p.yaml saveconfig s.yaml
	cp s.yaml before.yaml
	while IFS='|' read -r change why; do
		# shellcheck disable=SC2016
		editor "sed -i '$change' \"\$file\""
		begin2 -f s.yaml edit
		see '\[L\]eave it'
		keys s Enter
		see '^s.yaml was not saved: the seal has no place in it$'
		see "^why: $why"
		see '^note: what you wrote is in'
		see '^left with 65$'
		cmp s.yaml before.yaml
		forget
	done <<-'EOF'
		$aend:\n  { backstores: 0, targets: 0, luns: 0, sha256: 0123456789012345678901234567890123456789012345678901234567890123 }|key 'end' is here twice
		s/^/  /|not valid YAML
		$a...|not valid YAML
		s/^liosh: 1/liosh: "1"/|no line of it is just 'liosh: 1'
	EOF
}

@test "what is wrong is told with its place, edited again, or left in the copy" {
	# shellcheck disable=SC2016
	editor 'if [ -e once ]; then sed -i s/lisoh/liosh/ "$file"; else : >once; sed -i 1s/liosh/lisoh/ "$file"; fi'
	cp p.yaml before.yaml
	begin -f p.yaml edit
	see '^Edit it again\? \[Y/n\]'
	screen | grep -Eq "p.yaml.edit-.*:1:1: unknown key 'lisoh'"
	keys n Enter
	see '^note: what you wrote is in p.yaml.edit-[^/]*/p\.yaml$'
	see '^left with 65$'
	cmp p.yaml before.yaml
	grep -q lisoh "$(copy)"
	[ "$(stat -c %a "$(copy)" "$(copies)")" = $'600\n700' ]
	forget
	rm once
	tmux -L "$socket" kill-server
	socket+=.
	begin -f p.yaml edit
	see '^Edit it again\? \[Y/n\]'
	keys Enter
	see '^Nothing was changed$'
	see '^left with 0$'
	[ -z "$(copies)" ]
}

@test "Ctrl-C at the question leaves the copy, and in the editor is the editor's" {
	# shellcheck disable=SC2016
	editor 'trap "echo heeded >>heeded" INT; : >ready; while [ ! -e heeded ]; do sleep 0.1; done; sed -i "2i\\# mine" "$file"'
	cp p.yaml before.yaml
	begin -f p.yaml edit
	within 10 test -e ready
	keys C-c
	see '\[L\]eave it\?'
	keys C-c
	see '^note: what you wrote is in p.yaml.edit-'
	see '^left with 130$'
	cmp p.yaml before.yaml
	grep -q '^# mine' "$(copy)"
}

@test "what somebody else wrote meanwhile is not written over" {
	# shellcheck disable=SC2016
	editor 'sed -i "2i\\# mine" "$file"; echo "# theirs" >>p.yaml'
	begin -f p.yaml edit
	see '\[L\]eave it\?'
	keys s Enter
	see '^p.yaml was not saved: it is not the file that was read'
	see '^left with 75$'
	grep -q '# theirs' p.yaml
	grep -q '^# mine' "$(copy)"
}

@test "an editor that fails, is not there, or would open other files" {
	# shellcheck disable=SC2016
	editor 'echo "# mine" >>"$file"; exit 3'
	begin -f p.yaml edit
	see '^the editor ended with status 3'
	see '^left with 130$'
	grep -q '# mine' "$(copy)"
	forget
	tmux -L "$socket" kill-server
	socket+=.
	EDITOR=no-such-editor begin -f p.yaml edit
	see '^there is no editor no-such-editor'
	see '^left with 64$'
	[ -z "$(copies)" ]
	tmux -L "$socket" kill-server
	socket+=.
	EDITOR='vi -- /etc/passwd' begin -f p.yaml edit
	see "'--' is no option of an editor"
	see '^left with 64$'
	[ -z "$(copies)" ]
}

@test "another profile than the open one can be applied, saved, or both" {
	cp p.yaml other.yaml
	# shellcheck disable=SC2016
	editor 'sed -i "s/^backstores:/backstores: # mine/" "$file"; sed -i "s/size: [0-9]*[KMG]iB/size: 48MiB/" "$file"'
	begin -f p.yaml edit other.yaml
	see '\[a\]pply, \[s\]ave, \[b\]oth'
	keys b Enter
	see '^Configuration is now what you wrote$'
	see '^left with 0$'
	grep -q '^backstores: # mine' other.yaml
	grep -q 'size: 48MiB' p.yaml
	[ -z "$(copies)" ]
}

@test "an answer is a letter or a whole word, and Enter leaves" {
	cp p.yaml before.yaml
	cp p.yaml other.yaml
	# shellcheck disable=SC2016
	editor 'sed -i "s/size: [0-9]*[KMG]iB/size: 48MiB/" "$file"'
	local word asked open
	for open in p.yaml other.yaml; do
		begin2 -f p.yaml edit $open
		asked=1
		see '\[L\]eave it'
		for word in abort bye stop exit ab 'both of them' y ' '; do
			keys -l "$word"
			keys Enter
			((++asked))
			within 10 eval '[ "$(screen | grep -c "eave it?")" -eq $asked ]'
		done
		cmp p.yaml before.yaml
		cmp other.yaml before.yaml
		keys Enter
		see "^note: what you wrote is in $open.edit-"
		see '^left with 0$'
		cmp p.yaml before.yaml
		cmp other.yaml before.yaml
		grep -q 48MiB "$(copy)"
		forget
	done
	for word in LEAVE l; do
		begin2 -f p.yaml edit
		see '\[L\]eave it'
		keys "$word" Enter
		see '^note: what you wrote is in p.yaml.edit-'
		see '^left with 0$'
		cmp p.yaml before.yaml
		forget
	done
	begin2 -f p.yaml edit other.yaml
	see '\[a\]pply, \[s\]ave, \[b\]oth'
	keys Save Enter
	see '^Saved to other.yaml$'
	see '^left with 0$'
	cmp p.yaml before.yaml
	grep -q 48MiB other.yaml
	# Nor does what begins as "no" does mean it, or as "yes".
	# shellcheck disable=SC2016
	editor 'sed -i 1s/liosh/lisoh/ "$file"'
	begin2 -f p.yaml edit
	see '^Edit it again\? \[Y/n\]'
	keys yonder Enter
	keys none Enter
	within 10 eval '[ "$(screen | grep -c "^Edit it again")" -eq 3 ]'
	keys no Enter
	see '^left with 65$'
}

@test "changes that are not saved yet are edited too" {
	# shellcheck disable=SC2016
	editor 'cp "$file" seen; sed -i "2i\\# mine" "$file"'
	begin -f p.yaml
	see '/>$'
	keys '/backstores/ramdisk create late 1M' Enter
	see '/\*>$'
	[ "$(screen | grep -c '^note: ')" -eq 0 ]
	keys 'edit' Enter
	see '\[L\]eave it\?'
	# The comments of the file are not among them.
	see '^note: the comments of p.yaml are not kept$'
	lacks seen '#'
	keys s Enter
	see '^Saved to p.yaml$'
	see '/>$'
	grep -q late seen
	grep -q late p.yaml
	grep -q '^# mine' p.yaml
	# Those that it has from now on are others.
	keys C-l '/backstores/ramdisk create later 1M' Enter
	see '/\*>$'
	keys 'saveconfig' Enter
	see '^Configuration saved to p.yaml'
	see '^note: the comments of p.yaml are not kept$'
	lacks p.yaml '# mine'
}

@test "what is larger than a profile may be is refused, never cut" {
	# shellcheck disable=SC2016
	editor ': >opened; sed -i "2i\\# mine" "$file"'
	# The limit itself is none too many.
	fill() { # BYTES
		{ cat p.yaml && head -c $(($1 - $(stat -c %s p.yaml) - 3)) /dev/zero | tr '\0' '#' && printf '\n#\n'; } >big.yaml
		[ "$(stat -c %s big.yaml)" -eq "$1" ]
	}
	fill $(((4 << 20) + 1))
	begin -f p.yaml edit big.yaml
	see '^big.yaml is too large for a profile$'
	see '^why: a profile has at most 4 MiB$'
	see '^left with 65$'
	[ ! -e opened ]
	# In the editor it grew too large: all of it is still in the copy.
	fill $((4 << 20))
	begin2 -f p.yaml edit big.yaml
	see '^big.yaml.edit-.*/big.yaml is too large for a profile$'
	see '^note: what you wrote is in big.yaml.edit-'
	see '^left with 65$'
	[ "$(stat -c %s "$(copy)")" -eq $(((4 << 20) + 7)) ]
	[ "$(stat -c %s big.yaml)" -eq $((4 << 20)) ]
	forget
	fill $(((4 << 20) - 7))
	begin2 -f p.yaml edit big.yaml
	see '\[L\]eave it'
	keys s Enter
	see '^Saved to big.yaml$'
	[ "$(stat -c %s big.yaml)" -eq $((4 << 20)) ]
	[ "$(tail -n 1 big.yaml)" = '#' ]
}

@test "a file of targetcli may be larger than a profile" {
	(umask 077 && "$LIOSH" -f p.yaml export small.json)
	{ printf '%*s\n' $((5 << 20)) '' && cat small.json; } >big.json
	chmod 600 big.json
	# shellcheck disable=SC2016
	editor 'echo >>"$file"'
	begin -f p.yaml edit big.json
	see '\[L\]eave it'
	keys s Enter
	see '^Saved to big.json$'
	[ "$(stat -c %s big.json)" -eq $(((5 << 20) + 2 + $(stat -c %s small.json))) ]
}

@test "what is left of a file that was cut is edited only after a yes" {
	expect 0 "$LIOSH" -f p.yaml saveconfig s.yaml
	# Of the loopback target nothing is left.
	sed '/^loopback:/,$d' s.yaml >cut.yaml
	chmod 600 cut.yaml
	cp cut.yaml before.yaml
	# shellcheck disable=SC2016
	editor ': >opened; sed -i "2i\\# mine" "$file"'
	for answer in '' n no yep; do
		begin2 -f p.yaml edit cut.yaml
		see '^Edit what is left of it, to be saved as the whole\? \[y/N\]'
		screen | grep -Eq '^cut.yaml:[0-9]+:1: the file is cut short$'
		screen | grep -q '^fix: take cut.yaml.prev'
		keys "$answer" Enter
		see '^cut.yaml is as it was$'
		see '^left with 65$'
		[ ! -e opened ]
		[ -z "$(copies)" ]
		cmp cut.yaml before.yaml
	done
	begin2 -f p.yaml edit cut.yaml
	see '\[y/N\]'
	keys y Enter
	see '\[L\]eave it'
	# What is lost stands there.
	screen | grep -q -- '- /loopback/naa.5001405a1b2c3d4e'
	keys s Enter
	see '^Saved to cut.yaml$'
	expect 0 "$UNIT/test_profile" check cut.yaml
	[ "$output" = "sealed comments" ]
}

@test "without a terminal there is nobody to edit" {
	editor :
	EDITOR=$PWD/ed expect 64 "$LIOSH" -f p.yaml edit
	[[ $stderr == *"edit needs a terminal"* ]]
	[ -z "$(copies)" ]
}
