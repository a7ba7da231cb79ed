# Everything is done by tools/jiaohao.py (plain Python, standard library); this file only names the verbs.
# Variables of the command line reach it as environment: make run ODOO_SRC=/path/to/odoo HTTP_PORT=8070
PYTHON ?= python3
HOUSE = $(PYTHON) tools/jiaohao.py

.DEFAULT_GOAL := help
.PHONY: help run down test lint fmt unit tour bench chaos voice shell update pot check setup status clean

help: ## show this list
	@$(HOUSE) help

run: ## demo hospital in a browser: sets everything up, starts it, prints the pages
	@$(HOUSE) run
down: ## end what `make run` started, and nothing else
	@$(HOUSE) down
status: ## the table of pages again, and which process lives
	@$(HOUSE) status
setup: ## only fetch and prepare; start nothing
	@$(HOUSE) setup
voice: ## fetch the natural voice (100 MB); without it calls are spoken by espeak-ng
	@$(HOUSE) voice
test: ## every test; closes with one line "N passed, N failed"
	@$(HOUSE) test
unit: ## pure tests only (core, architecture, node): seconds
	@$(HOUSE) unit
tour: ## browser tests only
	@$(HOUSE) tour
lint: ## ruff, mypy, pylint-odoo, eslint, prettier, sizes, configuration files
	@$(HOUSE) lint
fmt: ## let ruff and prettier write
	@$(HOUSE) fmt
check: ## translations complete, configuration sound
	@$(HOUSE) check
bench: ## measure, next to the floors of this machine; writes build/bench.json
	@$(HOUSE) bench
chaos: ## calls, screens, HIS messages under random kill -9 (PARTS=his HIS_MESSAGES=5000): none lost, none twice
	@$(HOUSE) chaos
shell: ## a Python shell inside the demo database
	@$(HOUSE) shell
update: ## update our add-ons in the demo database and restart Odoo
	@$(HOUSE) update
pot: ## export the translation templates (*.pot)
	@$(HOUSE) pot
clean: ## forget the demo database and build results (downloads stay)
	@$(HOUSE) clean
