package feature

import (
	"fmt"
	"strings"
)

var (
	escapePart   = strings.NewReplacer("%", "%25", ",", "%2C")
	unescapePart = strings.NewReplacer("%25", "%", "%2C", ",")
)

// JoinID makes one identifier of the parts of a key. A single part stands as it
// is; in the parts of a composite key "%" and "," are percent-encoded, and the
// parts are joined by commas.
func JoinID(parts ...string) string {
	if len(parts) == 1 {
		return parts[0]
	}
	escaped := make([]string, len(parts))
	for i, p := range parts {
		escaped[i] = escapePart.Replace(p)
	}
	return strings.Join(escaped, ",")
}

// SplitID is the inverse of JoinID for a key of n columns. It fails when id has
// another number of parts, and so names no row.
func SplitID(id string, n int) ([]string, error) {
	if n == 1 {
		return []string{id}, nil
	}
	parts := strings.Split(id, ",")
	if len(parts) != n {
		return nil, fmt.Errorf("identifier %q has %d parts, the key has %d", id, len(parts), n)
	}
	for i, p := range parts {
		parts[i] = unescapePart.Replace(p)
	}
	return parts, nil
}
