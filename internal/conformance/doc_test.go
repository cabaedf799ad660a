// Package conformance runs OGC's test suites against the program. The suites, the engine that runs them and their data stay outside
// the project; docs/conformance.md says where they come from and what they found.
package conformance
