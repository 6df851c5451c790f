# livecode: `make help` lists the targets.

.DEFAULT_GOAL := help
SHELL := /bin/sh

# The runner goes into the sandbox images, whose names follow from its bytes:
# the same flags everywhere give the same images.
GO_BUILD := CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags='-s -w'

# Tools built from the module proxy are kept here between check-outs.
TOOLS := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/livecode
GOLANGCI_VERSION := v2.15.0
GOLANGCI := $(TOOLS)/golangci-lint-$(GOLANGCI_VERSION)/golangci-lint

# What bundles and checks the page; building and running the service does
# without.
PAGE_TOOLS := api/ui/node_modules/.package-lock.json

FUZZTIME ?= 30s

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: build
build: ## build bin/livecode, the runner beside it, and the benchmark
	@mkdir -p bin
	@$(GO_BUILD) -o bin/ ./cmd/...

.PHONY: images
images: build ## make sure of a Docker Engine and of the sandbox images on it
	@.make/engine bin/livecode images

.PHONY: engine
engine: build ## make sure of a Docker Engine: install and start one if none answers
	@.make/engine bin/livecode engine

.PHONY: runtimes
runtimes: engine ## install crun and gVisor, and register them with an engine of our own
	@.make/runtimes crun runsc

.PHONY: run
run: images ## run the service on http://localhost:3000
	@LOG_FORMAT=$${LOG_FORMAT:-console} exec bin/livecode serve

.PHONY: up
up: ## bring the production stack up: Postgres, Redis, API and worker
	@.make/up

.PHONY: down
down: ## take it down; VOLUMES=1 removes its data too
	@.make/compose down --remove-orphans $(if $(VOLUMES),--volumes)

.PHONY: logs
logs: ## follow the logs of the stack
	@.make/compose logs --follow --tail=100

.PHONY: ps
ps: ## show the parts of the stack and their health
	@.make/compose ps

.PHONY: doctor
doctor: build ## check that this machine can run programs
	@bin/livecode doctor

.PHONY: test
test: images $(PAGE_TOOLS) ## run all tests against the real engine, databases and browser
	@.make/packages gcc:gcc libc6-dev:/usr/include/stdlib.h postgresql:postgres redis-server:redis-server chromium:chromium
	go test -race -shuffle=on -timeout=20m -p=1 ./...

.PHONY: test-runtime
test-runtime: images ## run the tests of sandboxes on RUNTIME, such as crun or runsc
	@.make/runtimes $(RUNTIME)
	go test -race -shuffle=on -timeout=20m ./executor/docker -runtime=$(RUNTIME)
	go test -race -run='TestFirstLight|TestKilledService|TestTerminatedService' ./cmd/livecode -runtime=$(RUNTIME)

# With another runtime it is the programs alone: stores and requests are the same.
.PHONY: hostile
hostile: images ## run the hostile programs and show how each ended; RUNTIME=crun, FULL=1
	@.make/packages postgresql:postgres redis-server:redis-server
	@$(if $(RUNTIME),.make/runtimes $(RUNTIME))
	@go test -c -o bin/hostile.test ./cmd/livecode
	@cd cmd/livecode && ../../bin/hostile.test -test.run '$(if $(RUNTIME),^TestHostile$$,^TestHostile|^TestManyRunsLeaveNoTrace$$)' \
		-runtime=$(RUNTIME) -hostile.table=/dev/stdout $(if $(FULL),-hostile.full)

# How many programs the soak runs.
RUNS ?= 5000

.PHONY: chaos
chaos: images ## kill, cut, fill and hang what the service stands on, under load, and show what came of it
	@.make/packages postgresql:postgres redis-server:redis-server
	@go test -c -o bin/chaos.test ./cmd/livecode/chaos
	@cd cmd/livecode/chaos && ../../../bin/chaos.test -test.run '^TestChaos$$|^TestRollingRestart$$|^TestVersionsSideBySide$$' \
		-chaos.full -chaos.table=/dev/stdout

.PHONY: soak
soak: images ## run RUNS programs, hostile ones too, kill workers in between, and show what each has left
	@.make/packages postgresql:postgres redis-server:redis-server
	@go test -c -o bin/chaos.test ./cmd/livecode/chaos
	@cd cmd/livecode/chaos && ../../../bin/chaos.test -test.run '^TestSoak$$' -test.timeout=1h \
		-soak.runs=$(RUNS) -soak.table=/dev/stdout

.PHONY: lint
lint: $(GOLANGCI) ## check formatting, vet, the linters and the import table
	@unformatted=$$(gofmt -l .); test -z "$$unformatted" || { echo "gofmt would change: $$unformatted"; exit 1; }
	go vet ./...
	go mod tidy -diff
	$(GOLANGCI) run ./...

.PHONY: page
page: $(PAGE_TOOLS) ## bundle the page anew after a change below api/ui/src
	@cd api/ui && npm run --silent check && npm run --silent build

.PHONY: page-check
page-check: $(PAGE_TOOLS) ## check the page's types, run its unit tests, see that dist is what src gives
	@cd api/ui && npm run --silent check && npm run --silent test && ../../.make/same-page

.PHONY: page-picture
page-picture: images ## take the README's picture of the page anew
	@.make/packages chromium:chromium fonts-inter:/usr/share/fonts/opentype/inter fonts-jetbrains-mono:/usr/share/fonts/truetype/jetbrains-mono
	go test ./cmd/livecode -run '^TestPicture$$' -count=1 -v -picture=../../api/ui/page.webp

.PHONY: page-tools
page-tools: $(PAGE_TOOLS)

# The lock file fixes every byte of them.
$(PAGE_TOOLS): api/ui/package-lock.json api/ui/.npmrc
	@.make/packages npm:npm
	@cd api/ui && npm ci --silent && touch node_modules/.package-lock.json

$(GOLANGCI):
	@echo "building golangci-lint $(GOLANGCI_VERSION); this takes a minute, and only once"
	@GOBIN=$(@D) go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_VERSION)

.PHONY: bench
bench: images ## measure the service beside what it is compared to (half an hour)
	@bin/bench -json bin/bench.json

.PHONY: bench-short
bench-short: images ## the same in a minute, to see that it works
	@bin/bench -short -json bin/bench.json

.PHONY: fuzz
fuzz: ## fuzz each decoder for FUZZTIME
	@.make/fuzz $(FUZZTIME)

.PHONY: clean
clean: ## remove what was built here
	@rm -rf bin
