// Package spool keeps on disk what must not be kept in memory: temporary files that are written once and then read, and records sorted
// in them. What all of them take together can be bounded.
package spool
