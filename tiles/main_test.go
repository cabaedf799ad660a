package tiles

import (
	"testing"

	"haavi/internal/testdb"
)

func TestMain(m *testing.M) { testdb.Main(m) }
