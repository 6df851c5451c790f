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

FUZZTIME ?= 30s

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

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
test: images ## run all tests against the real engine and databases
	@.make/packages gcc:gcc libc6-dev:/usr/include/stdlib.h postgresql:postgres redis-server:redis-server
	go test -race -shuffle=on ./...

.PHONY: test-runtime
test-runtime: images ## run the tests of sandboxes on RUNTIME, such as crun or runsc
	@.make/runtimes $(RUNTIME)
	go test -race -shuffle=on ./executor/docker -runtime=$(RUNTIME)
	go test -race -run='TestFirstLight|TestKilledService|TestTerminatedService' ./cmd/livecode -runtime=$(RUNTIME)

.PHONY: hostile
hostile: images ## run the hostile programs and show how each ended; RUNTIME=crun, FULL=1
	@.make/packages postgresql:postgres redis-server:redis-server
	@$(if $(RUNTIME),.make/runtimes $(RUNTIME))
	@go test -c -o bin/hostile.test ./cmd/livecode
	@cd cmd/livecode && ../../bin/hostile.test -test.run '^TestHostile|^TestManyRunsLeaveNoTrace$$' \
		-runtime=$(RUNTIME) -hostile.table=/dev/stdout $(if $(FULL),-hostile.full)

.PHONY: lint
lint: $(GOLANGCI) ## check formatting, vet, the linters and the import table
	@unformatted=$$(gofmt -l .); test -z "$$unformatted" || { echo "gofmt would change: $$unformatted"; exit 1; }
	go vet ./...
	go mod tidy -diff
	$(GOLANGCI) run ./...

$(GOLANGCI):
	@echo "building golangci-lint $(GOLANGCI_VERSION); this takes a minute, and only once"
	@GOBIN=$(@D) go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_VERSION)

.PHONY: bench
bench: images ## measure the service beside what it is compared to (20 minutes)
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
