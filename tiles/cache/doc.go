// Package cache keeps tiles in tiers: memory, files, Redis and S3-compatible objects, the nearest first.
//
// A Key names all that a tile depends on, the state of the data included, so that an entry is right for ever and nothing has to be taken out when
// data changes: entries of old states are not asked for any more and go when room is needed. No tier can fail a request: what is slow or broken is
// left alone for a while, and the tile is made.
package cache
