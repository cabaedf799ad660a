package ingest

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

const quarantineHeader = "file\tline\toutcome\tfield\treason\tvalue\n"

const (
	outcomeQuarantined = "quarantined"
	outcomeValueLost   = "imported without this value"
)

// quarantine writes the report, a tab-separated table, once there is something to
// report. It is moved to its place by close.
type quarantine struct {
	path string
	file *os.File
	w    *bufio.Writer
}

func (q *quarantine) add(file string, line int64, outcome, field, reason, value string) error {
	if q.file == nil {
		if err := q.open(); err != nil {
			return err
		}
	}
	cells := []string{file, strconv.FormatInt(line, 10), outcome, field, reason, value}
	for i, c := range cells {
		cells[i] = strings.ToValidUTF8(cell.Replace(c), "\uFFFD")
	}
	_, err := q.w.WriteString(strings.Join(cells, "\t") + "\n")
	return err
}

// cell keeps a value on one line and in one column.
var cell = strings.NewReplacer("\t", `\t`, "\n", `\n`, "\r", `\r`, "\x00", `\0`)

func (q *quarantine) open() error {
	f, err := os.CreateTemp(filepath.Dir(q.path), "."+filepath.Base(q.path)+".*.tmp")
	if err != nil {
		return fmt.Errorf("the quarantine report cannot be written: %w", err)
	}
	q.file, q.w = f, bufio.NewWriterSize(f, 64<<10)
	_, err = q.w.WriteString(quarantineHeader)
	return err
}

// close puts the report in its place and returns its path, "" when there is
// nothing to report. After a load that was done an older report at that path is then removed.
func (q *quarantine) close(done bool) (string, error) {
	if q.file == nil && !done {
		return "", nil
	}
	if q.file == nil {
		return "", q.removeOld()
	}
	err := errors.Join(q.w.Flush(), q.file.Chmod(0o644), q.file.Close())
	if err == nil {
		err = os.Rename(q.file.Name(), q.path)
	}
	if err != nil {
		return "", errors.Join(fmt.Errorf("the quarantine report cannot be written: %w", err), os.Remove(q.file.Name()))
	}
	return q.path, nil
}

// removeOld removes a report, and nothing that is not one.
func (q *quarantine) removeOld() error {
	f, err := os.Open(q.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	head := make([]byte, len(quarantineHeader))
	n, _ := f.Read(head) // a short or unreadable file is not a report
	if err := f.Close(); err != nil || string(head[:n]) != quarantineHeader {
		return err
	}
	return os.Remove(q.path)
}
