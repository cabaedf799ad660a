// Package server is the HTTP edge of Haavi: it finds the public address, gives
// every request an id and a log line, bounds bytes and time, compresses, speaks
// CORS, tells health and readiness, and stops without cutting answers.
package server
