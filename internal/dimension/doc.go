// Package dimension is what layers can be asked for beside their place: time, elevation, and any other (WMS 1.3.0, annexes C and D). Maps and tiles
// share it, so that a value means the same in both: a list of values and of intervals, of which features are shown that overlap one.
package dimension
