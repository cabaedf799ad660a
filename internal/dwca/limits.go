package dwca

// Limits bound what an archive may make the reader do. Zero fields take the defaults.
type Limits struct {
	// Files is the most files an archive may hold; default 10,000.
	Files int
	// Total is the most bytes all files of a zip may unpack to; default 256 GiB.
	Total int64
	// Ratio is the most a zip, or a file of more than a megabyte in it, may grow
	// when unpacked; default 200. Tables of records compress 10 to 50 times.
	Ratio int64
	// XML is the most bytes of meta.xml and of a metadata document; default 16 MiB.
	XML int64
	// Record is the most bytes of one record; default 4 MiB.
	Record int
	// Columns is the most columns of a table; default 4,096.
	Columns int
	// CoreRecords is the most core records (events) that an extension's records
	// are joined to, about 100 bytes of memory each; default 20,000,000.
	CoreRecords int
}

func (l Limits) withDefaults() Limits {
	set(&l.Files, 10_000)
	set(&l.Total, 256<<30)
	set(&l.Ratio, 200)
	set(&l.XML, 16<<20)
	set(&l.Record, 4<<20)
	set(&l.Columns, 4096)
	set(&l.CoreRecords, 20_000_000)
	return l
}

func set[T int | int64](v *T, d T) {
	if *v <= 0 {
		*v = d
	}
}
