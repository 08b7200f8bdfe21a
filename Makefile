# SPDX-License-Identifier: GPL-3.0-or-later
# One Makefile for the whole tree: every target below works from the top
# directory, and objects live in build/$(MODE) so modes never mix.
#
#   make            builds ./liosh                make V=1      shows the commands
#   make check      what is missing is installed, then all tests, on a real kernel too
#   make try        the main job on a real kernel, then a shell there
#   make install    prefix=/usr/local, DESTDIR=   make uninstall
PROG    := liosh
VERSION := 0.1.0
prefix  ?= /usr/local
sbindir ?= $(prefix)/sbin
mandir  ?= $(prefix)/share/man
docdir  ?= $(prefix)/share/doc/$(PROG)
unitdir ?= $(prefix)/lib/systemd/system
gendir  ?= $(prefix)/lib/systemd/system-generators
ruledir ?= $(prefix)/lib/udev/rules.d
INSTALL ?= install
CFLAGS  ?= -O2 -g
ifeq ($(origin CC),default)
CC      := gcc
endif
LIBS    ?= ncursesw formw menuw panelw readline yaml-0.1 libkmod smartcols \
	blkid mount libudev jansson libiscsi

MODE    ?= release
KERNELS ?= 5.10 6.1 6.12 7
O       := build/$(MODE)
KERNEL  := configfs configfs/backstore configfs/fabric
MODULES := configfs/base $(KERNEL) profiles shell tui
SRC     := $(wildcard $(addsuffix /*.c,$(MODULES)))
HDR     := $(wildcard $(addsuffix /*.h,$(MODULES)))
EXAMPLE := $(wildcard profiles/examples/*.yaml)
TESTSRC := $(wildcard tests/unit/*.c)
VMSRC   := $(wildcard tests/vm/*.c)
KEYSSRC := $(wildcard tests/keys/*.c)
BENCHSRC := $(wildcard tests/bench/*.c)
MANSRC  := $(wildcard man/*.c)
LIBOBJ  := $(patsubst %.c,$O/%.o,$(filter-out shell/main.c,$(SRC)))
TESTS   := $(patsubst %.c,$O/%,$(filter tests/unit/test_%,$(TESTSRC)))
TESTLIB := $(patsubst %.c,$O/%.o,$(filter-out tests/unit/test_%,$(TESTSRC)))
BROKEN  := $(wildcard tests/vm/broken/*.c)
VMTOOLS := $(VMSRC:%.c=$O/%) $(BROKEN:%.c=$O/%)
KEYS    := $O/tests/keys/press
BENCHES := $(BENCHSRC:%.c=$O/%)
UNITS   := $(wildcard profiles/units/*.in profiles/units/*.timer profiles/units/*.path)
RULES   := $(wildcard profiles/units/*.rules)
PAGES   := $(patsubst %.in,$O/%,$(wildcard man/*.in))

# --- what the compiler is told ------------------------------------------------

STD  := -std=gnu17 -D_GNU_SOURCE -pthread -I. -DLIOSH_VERSION=\"$(VERSION)\"
WARN := -Wall -Wextra -Wformat=2 -Werror=format-security \
	-Wshadow -Wconversion -Wsign-conversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wold-style-definition -Wvla -Walloca -Wundef \
	-Wcast-qual -Wpointer-arith -Wwrite-strings -Wredundant-decls \
	-Wswitch-enum -Wimplicit-fallthrough -Wnull-dereference -Wdate-time \
	-Werror=implicit -Werror=incompatible-pointer-types -Werror=int-conversion \
	$(if $(WERROR),-Werror)
HARD := -fstack-protector-strong -fPIE -fno-common -fno-strict-aliasing \
	-fno-strict-overflow -fno-delete-null-pointer-checks
LINK := -pie -Wl,-z,relro,-z,now,-z,noexecstack,--as-needed,--no-copy-dt-needed-entries
# Not every compiler or machine has these: those that it has are kept in $(PROBED).
MAYBE := -Wformat-signedness -Wduplicated-cond -Wduplicated-branches -Wlogical-op \
	-Wtrampolines -Wbidi-chars=any -Wcast-align=strict -Wcomma \
	-Wmissing-variable-declarations -ftrivial-auto-var-init=zero \
	-fzero-init-padding-bits=all -fstrict-flex-arrays=3 -fstack-clash-protection \
	-fcf-protection=full -mbranch-protection=standard
ifeq ($(MODE),asan)
SAN  := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
else ifeq ($(MODE),coverage)
SAN  := --coverage -O0
else
HARD += -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3
endif
ifeq ($(MODE),analyze)
STD  += -DSTATIC_ANALYSIS -fanalyzer
endif
COMPILE = $(CC) $(STD) $(WARN) $(HARD) $(PROBED) $(SAN) $(CPPFLAGS) $(CFLAGS)
FINISH  = $(CC) $(LINK) $(SAN) $(CFLAGS) $(LDFLAGS) -o $@ $(filter-out %.stamp,$^) $(LDLIBS)

# These goals need no compiler, or see to it themselves.
BARE  := check check-kernels release-check try bench clean uninstall layers lengths
GOALS := $(filter-out $(BARE),$(or $(MAKECMDGOALS),all))
ifneq ($(GOALS),)
find     = $(firstword $(wildcard $1 $(addsuffix /$1,$(subst :, ,$(PATH)))))
COMPILER := $(call find,$(firstword $(CC)))
PKGS     := $(shell pkg-config --cflags --libs $(LIBS) 2>/dev/null)
ifneq ($(and $(COMPILER),$(PKGS)),)
CPPFLAGS += $(filter -I% -D%,$(PKGS))
LDLIBS   += $(filter-out -I% -D%,$(PKGS)) -pthread
PROBE    := build/probe-$(subst /,_,$(CC)).mk
include $(PROBE)
else
missing  := $(if $(COMPILER),,$(CC)) $(if $(call find,pkg-config),$(shell \
	for lib in $(LIBS); do pkg-config --exists $$lib || echo $$lib; done),pkg-config)
$(error missing to build liosh: $(strip $(missing)) (on Debian, as root, \
	`tests/install-packages build` installs them))
endif

# A changed command rebuilds what it made; an unchanged one rebuilds nothing.
remember = $(if $(findstring +$(2)+,+$(file <$(1))+),,$(shell mkdir -p $(dir $(1)))$(file >$(1),$(2)))
$(call remember,$O/flags.stamp,$(COMPILE) $(LINK))
$(call remember,$O/sources.stamp,$(SRC))
endif

# --- how things are made ------------------------------------------------------

.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all check check-quick check-kernels release-check try asan coverage analyze lint bench \
	install uninstall clean headers layers lengths tidy format vm man objects \
	programs vm-tools parts-of-try parts-of-bench run-check run-check-kernels \
	run-release-check run-try run-bench

Q   := $(if $(V),,@)
say  = @$(if $(V)$(findstring s,$(filter-out --%,$(firstword -$(MAKEFLAGS)))),:,echo '  $1')
# Sub-makes use all processors unless told otherwise.
MAKE_ALL = $(MAKE) --no-print-directory $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell nproc))

all: $(if $(filter release,$(MODE)),$(PROG),$O/$(PROG))

# The program of the release build stands at the top, where people look for it.
$(PROG): build/release/$(PROG)
	@ln -sf $< $@

$(PROBE): Makefile $(COMPILER)
	@mkdir -p $(@D)
	@for flag in $(MAYBE); do \
		echo 'int probe;' | $(CC) -Werror $$flag -xc -c -o /dev/null - 2>/dev/null && \
			echo "PROBED += $$flag"; done >$@.new; mv $@.new $@

# All but main, so that a test links what it uses and no more.
$O/$(PROG).a: $(LIBOBJ) $O/sources.stamp
	$(call say,AR   $@)
	$Qrm -f $@ && ar rcs $@ $(LIBOBJ)

link = $(call say,LINK $@)
$O/$(PROG): $O/shell/main.o $O/$(PROG).a ; $(link)
	$Q$(FINISH)
$O/tests/unit/%: $O/tests/unit/%.o $(TESTLIB) $O/$(PROG).a ; $(link)
	$Q$(FINISH)
$O/man/rows: $O/man/rows.o $O/$(PROG).a ; $(link)
	$Q$(FINISH)
$O/tests/vm/%: $O/tests/vm/%.o ; $(link)
	$Q$(FINISH)
$O/tests/vm/initiator: LDLIBS = -liscsi
$(KEYS): $(KEYSSRC:%.c=$O/%.o) ; $(link)
	$Q$(FINISH)
$(KEYS): LDLIBS = -lvterm -lutil
$O/tests/bench/%: $O/tests/bench/%.o ; $(link)
	$Q$(FINISH)
# What a start costs at least: the libraries that the program has, and nothing else.
$O/tests/bench/empty: $O/tests/bench/empty.o $O/$(PROG) ; $(link)
	$Q$(CC) $(LINK) $(SAN) $(CFLAGS) $(LDFLAGS) -o $@ $< -Wl,--no-as-needed \
		$$(readelf -d $O/$(PROG) | sed -n 's/.*(NEEDED).*\[\(.*\)\]/-l:\1/p')
# liosh with the function of that name replaced: what the tests must notice.
$O/tests/vm/broken/%: $O/tests/vm/broken/%.o $O/shell/main.o $O/$(PROG).a ; $(link)
	$Q$(FINISH) -Wl,--wrap=$*

$O/%.o: %.c $O/flags.stamp
	@mkdir -p $(@D)
	$(call say,CC   $@)
	$Q$(COMPILE) -MMD -MP -c -o $@ $<

# A page is written by hand but for its lists, which come from the rows.
$O/man/%: man/%.in $O/man/rows
	$(call say,MAN  $@)
	$Q$O/man/rows $(VERSION) <$< >$@

# (`:` because these say nothing when there is nothing to do, unlike `all`.)
objects: $(SRC:%.c=$O/%.o) ; @:
vm-tools: $(VMTOOLS) ; @:
man: $(PAGES) ; @:
programs: all $(TESTS) $(KEYS) man ; @:
parts-of-try: all $O/tests/vm/initiator $O/tests/vm/dump ; @:
parts-of-bench: all $(BENCHES) ; @:

# --- checks -------------------------------------------------------------------

# These may run on a machine that has make and nothing else.
check check-kernels release-check try bench:
	@tests/install-packages build $(or $(PACKAGES_$@),test)
	@$(MAKE) --no-print-directory run-$@
PACKAGES_try := try
PACKAGES_release-check := test lint

run-check:
	@$(MAKE_ALL) programs vm-tools
	@$(MAKE_ALL) MODE=asan programs
	@tests/run rules quick:release quick:asan vm:6.1

run-check-kernels:
	@$(MAKE_ALL) programs vm-tools
	@tests/run $(KERNELS:%=vm:%)

run-release-check: lint
	@$(MAKE_ALL) MODE=gnu2x WERROR=1 CFLAGS='-O3 -g -std=gnu2x' objects
	@$(MAKE_ALL) MODE=clang CC=clang WERROR=1 objects
	@$(MAKE_ALL) MODE=asan programs
	@$(MAKE_ALL) programs vm-tools
	@LONG=1 tests/run rules quick:release quick:asan $(KERNELS:%=vm:%)
	@$(MAKE) --no-print-directory coverage
	@$(MAKE) --no-print-directory run-bench
	@tests/fresh-machine

check-quick: programs
	@tests/run rules quick:$(MODE)

asan:
	@$(MAKE_ALL) MODE=asan programs
	@tests/run quick:asan

# Prints the errors that no test of a wrong profile meets.
coverage:
	@$(MAKE_ALL) -s MODE=coverage programs
	@tests/coverage

# The tests on one kernel: make vm KERNEL_VERSION=6.12 ONLY=restore
vm: programs vm-tools
	@tests/run vm:$(or $(KERNEL_VERSION),6.1)

run-try:
	@$(MAKE_ALL) parts-of-try
	@tests/vm/try

run-bench:
	@$(MAKE_ALL) parts-of-bench
	@tests/bench/run

# Each header compiles on its own.
headers: $(HDR:%=$O/%.ok)
$O/%.h.ok: %.h $O/flags.stamp
	@mkdir -p $(@D)
	$Q$(COMPILE) -Werror -fsyntax-only -x c -include $< /dev/null && touch $@

layers: ; @tests/lint/layers
lengths: ; @tests/lint/lengths

# Prints nothing when there is nothing to say.
lint: analyze tidy format
	@tests/lint/texts
analyze:
	@$(MAKE_ALL) -s MODE=analyze WERROR=1 objects

TIDY ?= $(or $(firstword $(foreach v,-21 -20 -19,$(notdir $(call find,clang-tidy$v)))),clang-tidy)
tidy: $(SRC:%=build/tidy/%.ok)
build/tidy/%.ok: % $(HDR) .clang-tidy
	@mkdir -p $(@D)
	$Qtests/lint/tidy $(TIDY) $< $(STD) $(filter -I% -D%,$(PKGS)) && touch $@
format: ; @tests/lint/format

# --- installing ---------------------------------------------------------------

page = $(DESTDIR)$(mandir)/man$(subst .,,$(suffix $1))/$(notdir $1)
unit = $(DESTDIR)$(unitdir)/$(notdir $(1:.in=))
# Nothing of what runs here is touched where the files go elsewhere.
here = $(if $(DESTDIR),:,$1)
systemd_reads = [ ! -d /run/systemd/system ] || systemctl daemon-reload

install: all man
	$(INSTALL) -D -m755 $O/$(PROG) $(DESTDIR)$(sbindir)/$(PROG)
	$(foreach p,$(PAGES),$(INSTALL) -D -m644 $p $(call page,$p)$(newline))
	$(foreach e,$(EXAMPLE),$(INSTALL) -D -m644 $e $(DESTDIR)$(docdir)/examples/$(notdir $e)$(newline))
	$(foreach u,$(UNITS),$(INSTALL) -D -m644 $u $(call unit,$u)$(newline))
	sed -i 's|@sbindir@|$(sbindir)|' $(foreach u,$(UNITS),$(call unit,$u))
	$(foreach r,$(RULES),$(INSTALL) -D -m644 $r $(DESTDIR)$(ruledir)/$(notdir $r)$(newline))
	$(INSTALL) -d $(DESTDIR)$(gendir)
	ln -sf $(sbindir)/$(PROG) $(DESTDIR)$(gendir)/$(PROG)-generator
	@$(call here,$(systemd_reads))

# Only what install brought: profiles, saved files and histories are the user's, and what
# is served is served on.
uninstall:
	-@$(call here,[ ! -x $(sbindir)/$(PROG) ] || $(sbindir)/$(PROG) service disable)
	rm -f $(DESTDIR)$(sbindir)/$(PROG) $(foreach p,$(PAGES),$(call page,$p))
	rm -f $(foreach u,$(UNITS),$(call unit,$u)) $(DESTDIR)$(gendir)/$(PROG)-generator
	rm -f $(RULES:profiles/units/%=$(DESTDIR)$(ruledir)/%)
	rm -f $(EXAMPLE:profiles/examples/%=$(DESTDIR)$(docdir)/examples/%)
	-rmdir $(DESTDIR)$(docdir)/examples $(DESTDIR)$(docdir) 2>/dev/null
	@$(call here,$(systemd_reads))

define newline


endef

clean:
	rm -rf build
	rm -f $(PROG)

-include $(patsubst %.c,$O/%.d,$(SRC) $(TESTSRC) $(VMSRC) $(BROKEN) $(BENCHSRC) $(MANSRC))
