//go:build !unix

package ingest

// lockFolder does nothing where folders cannot be locked: imports into one
// GeoPackage must then not run at the same time.
func lockFolder(string) (unlock func() error, err error) {
	return func() error { return nil }, nil
}
