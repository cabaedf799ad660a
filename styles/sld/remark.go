package sld

import "fmt"

// Remark is something of a document that is not carried as it stands.
type Remark struct {
	// Path is the way to the element, such as UserStyle/FeatureTypeStyle/Rule[2]/TextSymbolizer.
	Path string
	// Text says what is not supported and what becomes of it.
	Text string
}

func (r Remark) String() string { return r.Path + ": " + r.Text }

// maxRemarks bounds what is told of one document.
const maxRemarks = 200

// remark adds a remark on a node.
func (r *reader) remark(n *node, format string, args ...any) {
	switch {
	case len(r.remarks) < maxRemarks:
		r.remarks = append(r.remarks, Remark{n.path(), fmt.Sprintf(format, args...)})
	case len(r.remarks) == maxRemarks:
		r.remarks = append(r.remarks, Remark{n.path(), fmt.Sprintf("there are more remarks than the %d that are told", maxRemarks)})
	}
}

// Error is a document that cannot be read at all. Its text is for the client.
type Error struct {
	Path, Text string
}

func (e *Error) Error() string {
	if e.Path == "" {
		return e.Text
	}
	return e.Path + ": " + e.Text
}

func (n *node) fail(format string, args ...any) error {
	return &Error{n.path(), fmt.Sprintf(format, args...)}
}
