# Every target does its own set-up on Debian or Ubuntu with Go. `make help` lists them.
SHELL := /bin/bash
GO ?= go
export CGO_ENABLED = 0
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
GOLANGCI = v2.15.0
# Property tests draw the same cases every time, so that a failure is one of the change; RAPID_SEED=0 draws new ones.
export RAPID_SEED ?= 20261124

.PHONY: help
help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

.PHONY: build
build: ## one static binary in bin/haavi
	$(GO) build -trimpath -ldflags "-s -w -X main.version=$(VERSION)" -o bin/haavi ./cmd/haavi

.PHONY: demo
demo: build ## build, make the demo data and serve it on http://127.0.0.1:8080/
	./bin/haavi demo

.PHONY: deps
deps: # PostgreSQL and PostGIS for the tests, and the tools some of them compare with; installed only when missing
	@scripts/install-test-deps

.PHONY: test
test: deps ## all tests, over a PostGIS that they start themselves
	$(GO) test -count=1 -timeout 20m ./...

.PHONY: race
race: deps ## the packages that share state between goroutines, under the race detector
	CGO_ENABLED=1 $(GO) test -race -count=1 -timeout 20m ./internal/server ./internal/layer ./internal/source/... ./wfs ./wms/... ./tiles/...

.PHONY: lint
lint: bin/golangci-lint-$(GOLANGCI) ## golangci-lint and go vet
	$(GO) vet ./...
	bin/golangci-lint-$(GOLANGCI) run ./...

bin/golangci-lint-$(GOLANGCI):
	GOBIN=$(CURDIR)/bin $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI)
	mv bin/golangci-lint $@

.PHONY: vuln
vuln: ## known vulnerabilities in what is linked (asks Go's vulnerability database)
	$(GO) run golang.org/x/vuln/cmd/govulncheck@latest ./...

.PHONY: generate
generate: ## everything that is generated from something else
	$(GO) generate ./...

.PHONY: check-generated
check-generated: generate ## fails when a generated file is not in step
	git diff --exit-code -- config/haavi.schema.json

.PHONY: crs-table
crs-table: deps ## the table of coordinate systems anew, from the PROJ that is installed
	$(GO) run ./internal/crs/gen /usr/share/proj/proj.db internal/crs/epsg.tsv.gz

.PHONY: bench
bench: deps ## the benchmarks beside the code
	$(GO) test -run '^$$' -bench . -benchmem ./...

.PHONY: gallery
gallery: ## docs/gallery.md and its pictures: what styles can ask for, and what is drawn
	$(GO) test -count=1 -run '^TestGallery$$' ./wms/render -update

.PHONY: bench-peers
bench-peers: ## Haavi beside MapServer over the same table, in one run (BENCH=folder, ROWS=1000000)
	scripts/bench-peers $(ROWS)

.PHONY: bench-tiles
bench-tiles: ## Haavi's vector tiles beside Martin's and tegola's, in one run (MARTIN=program, TEGOLA=program, BENCH=folder, ROWS=1000000, DSN=)
	MARTIN='$(MARTIN)' TEGOLA='$(TEGOLA)' DSN='$(DSN)' scripts/bench-tiles $(ROWS)

.PHONY: conformance
conformance: deps ## OGC's test suites, when they are there (SUITES=folder, CITE=folder, ONLY=wfs20,wms13); see docs/conformance.md
	cd internal/conformance && SUITES='$(abspath $(SUITES))' CITE='$(abspath $(or $(CITE),../shared/cite))' ONLY='$(ONLY)' $(GO) test -count=1 -timeout 60m -run TestSuites

.PHONY: check-clients
check-clients: build ## WFS as GDAL, QGIS and OWSLib see it, those that are installed (ROWS=200000, PORT=18080, DSN=)
	ROWS='$(ROWS)' PORT='$(PORT)' DSN='$(DSN)' scripts/check-clients bin/haavi

.PHONY: check-maps
check-maps: build ## WMS as QGIS sees it (PORT=18080)
	PORT='$(PORT)' scripts/check-maps bin/haavi

.PHONY: check-tiles
check-tiles: build ## tiles, WMTS and MapLibre styles as QGIS, MapLibre, OpenLayers and GDAL draw them (PORT=18080, DSN=, QGIS=/usr/bin/python3, WEB=folder, KEEP=folder)
	PORT='$(PORT)' DSN='$(DSN)' QGIS='$(QGIS)' WEB='$(WEB)' KEEP='$(KEEP)' ONLY='$(ONLY)' CASES='$(CASES)' scripts/check-tiles bin/haavi

.PHONY: fuzz
fuzz: ## every fuzz target for FUZZTIME (30s) each
	scripts/fuzz $(or $(FUZZTIME),30s)
