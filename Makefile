# Every task anybody runs. `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: help setup hooks sim check style test lint format requirements campaign quiet conformance compare mutants flash monitor backup restore erase \
	firmware-image atlas atlas-check words screens manual board bench drill watch hardware cuts memory week sound speed clean

VENV := .venv
PYTHON := $(VENV)/bin/python
# Written last: where it is missing or older than the lock, the environment is not to be trusted.
STAMP := $(VENV)/installed-from-lock

# In a folder each: the ESP32's and the S3's have files of the same names.
STUBS := build/stubs/esp32 build/stubs/esp32s3

# The python that makes the environment: `make PYTHON_FOR_VENV=/path/to/python` overrides the choice.
PYTHON_FOR_VENV := $(shell python3.11 -c '' 2>/dev/null && echo python3.11 || echo python3)

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(STAMP) ## make .venv from requirements.lock (the targets below do it by themselves, once)

# Not compiled: half of the time, and of most packages little is ever imported.
$(STAMP): requirements.lock
	@$(PYTHON_FOR_VENV) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| { echo "Cradle needs Python 3.11 or newer; found: $$($(PYTHON_FOR_VENV) --version 2>&1)" >&2; exit 1; }
	@echo "Making $(VENV) from requirements.lock with $$($(PYTHON_FOR_VENV) --version): about a minute, this once."
	@$(PYTHON_FOR_VENV) -m venv --clear $(VENV)
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements.lock
	@touch $@

sim: $(STAMP) ## run the reference scenario on MicroPython; results go to build/sim
	@$(PYTHON) -m sim run

# What a file's tests share is made once: a worker takes files in a row, and from another when idle.
test: $(STAMP) ## run the tests
	@$(PYTHON) -m pytest -n auto --dist worksteal

# Few examples of each law, the same each time; without the tests that start a MicroPython.
check: lint ## all of lint, and the fast tests: what is to pass before a change is shown to anybody
	@$(PYTHON) -m pytest -n auto --hypothesis-profile=quick -k "not on_micropython" \
		tests/test_imports.py tests/control tests/drivers

style: $(STAMP) ## check style, format and the types of the PC's code: seconds, before each commit
	@$(PYTHON) -m ruff check
	@$(PYTHON) -m ruff format --check
	@$(PYTHON) -m mypy

hooks: ## let git run `make style` before each commit, in this clone
	git config core.hooksPath .ci/hooks

lint: style $(STUBS) ## style, and the types of device code against the ESP32's own modules
	@for stubs in $(STUBS); do \
		MYPYPATH=$$stubs $(PYTHON) -m mypy --config-file boards/stubs/mypy.ini --custom-typeshed-dir $$stubs \
			control drivers firmware $(wildcard boards/*/board.py boards/*/main.py) boards/launch.py || exit 1; \
	done

$(STUBS): build/stubs/%: boards/stubs/%.lock $(STAMP)
	@rm -rf $@
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --target $@ -r $<
	@touch $@

format: $(STAMP) ## put the code in its format and fix what can be fixed by machine
	@$(PYTHON) -m ruff check --fix
	@$(PYTHON) -m ruff format

requirements: $(STAMP) ## print each requirement with the tests that prove it; fail on a hole
	@$(PYTHON) -m tests.requirements

# LIVES=24 SEED=7 for fewer lives, or the same again; without a seed a fresh one is drawn.
LIVES := 1000
campaign: $(STAMP) ## judge 1,000 random lives with faults by the safety laws; to build/campaign
	@$(PYTHON) -m sim campaign -n $(LIVES) $(if $(SEED),--seed $(SEED))

quiet: $(STAMP) ## judge 1,000 hours without a fault: nothing may alarm; to build/quiet
	@$(PYTHON) -m sim quiet

# DRAWS=30 for as many incubators around each preset.
compare: $(STAMP) ## controllers side by side on the same plants: table, CSV and plot; to build/compare
	@$(PYTHON) -m sim compare $(if $(DRAWS),--draws $(DRAWS)) $(if $(SEED),--seed $(SEED))

BOARD_OPTION = $(if $(BOARD),--board $(BOARD))
INCUBATOR_OPTION = $(if $(INCUBATOR),--incubator $(INCUBATOR))
PORT_OPTION = $(if $(PORT),--port $(PORT))

mutants: $(STAMP) ## make control/ wrong in small ways and see the tests notice; a score
	@$(PYTHON) -m tests.mutants

flash: $(STAMP) ## put this version on a board: BOARD=esp32_devkitc INCUBATOR=single_300w PORT=/dev/ttyUSB0
	@$(PYTHON) -m boards flash $(BOARD_OPTION) $(INCUBATOR_OPTION) $(PORT_OPTION)

monitor: $(STAMP) ## talk with a board's console; Ctrl-] leaves: PORT=...
	@$(PYTHON) -m mpremote connect $(or $(PORT),auto) resume repl

backup: $(STAMP) ## save what a board holds: PORT=... TO=FOLDER
	@$(PYTHON) -m boards backup $(PORT_OPTION) $(or $(TO),build/backup-$(shell date +%Y%m%d-%H%M%S))

restore: $(STAMP) ## put a backup on a board: PORT=... FROM=FOLDER
	@$(PYTHON) -m boards restore $(PORT_OPTION) $(FROM)

erase: $(STAMP) ## take Cradle off a board: PORT=...
	@$(PYTHON) -m boards erase $(PORT_OPTION)

firmware-image: $(STAMP) ## prepare a MicroPython build with everything frozen: BOARD=... INCUBATOR=...
	@$(PYTHON) -m boards image $(BOARD_OPTION) $(INCUBATOR_OPTION)

atlas: $(STAMP) ## draw the display's words of every language anew; needs the fonts of boards/atlas/fonts.toml
	@$(PYTHON) -m boards atlas

screens: $(STAMP) ## paint every screen in every language as the device does; to build/screens.png
	@$(PYTHON) -m sim.tools.screens

atlas-check: $(STAMP) ## draw the display's words and compare with what is there
	@$(PYTHON) -m boards atlas --check

words: $(STAMP) ## tell of each language which words are missing and which wait for review
	@$(PYTHON) -m boards words

conformance: $(STAMP) ## make the type tests of IEC 60601-2-19 on every incubator: HTML, PDF and JUnit to build/conformance
	@$(PYTHON) -m sim conformance

manual: $(STAMP) ## write the technician's manual in every language, HTML and PDF; to build/manual
	@$(PYTHON) -m sim.tools.manual

board: $(STAMP) ## start a virtual board, for mpremote and make flash, its panel in this terminal: BOARD=... INCUBATOR=...
	@$(PYTHON) -m sim board --display $(BOARD_OPTION) $(INCUBATOR_OPTION)

bench: $(STAMP) ## live a scenario by hand on a page: display, keys, faults, time: SCENARIO=my.toml
	@$(PYTHON) -m sim bench --show $(SCENARIO)

drill: $(STAMP) ## be trained: COURSE=fan-cloth (mains-fails, override-left, probe-off, water-dry) LANGUAGE=en
	@$(PYTHON) -m sim bench --show --drill $(or $(COURSE),fan-cloth) --language $(or $(LANGUAGE),en)

watch: $(STAMP) ## boards at a glance on a page, from their data ports: PORT="bed-1=/dev/ttyUSB1 bed-2=/dev/ttyUSB2"
	@$(PYTHON) -m sim watch --show $(PORT)

hardware: $(STAMP) ## renew the wiring tables of docs/hardware.md from the board files
	@$(PYTHON) -m boards.hardware_tables

cuts: $(STAMP) ## cut the power in every flash operation of an update
	@CUTS=all $(PYTHON) -m pytest -n auto tests/boards/test_flash_cuts.py

memory: $(STAMP) ## measure the controller's heap on 32-bit words; needs node
	@$(PYTHON) -m sim.tools.memory

week: $(STAMP) ## live a week with a cut every night: nothing may leak, no period be missed
	@$(PYTHON) -m sim.tools.week

sound: $(STAMP) ## measure the alarm sounds by IEC 60601-1-8: a table; plot and WAV go to build/sound
	@$(PYTHON) -m sim sound

speed: $(STAMP) ## measure how fast the simulation runs
	@$(PYTHON) -m sim speed

clean: ## remove everything that was generated, .venv included
	rm -rf build $(VENV)
	find . -name __pycache__ -prune -exec rm -rf {} +
