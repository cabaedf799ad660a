package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progress shows how far a long task is: a bar on a terminal, else a plain line now and then.
type progress struct {
	out   io.Writer
	label string
	bar   *progressbar.ProgressBar
	last  time.Time
}

// lineInterval is how often a plain line is written.
const lineInterval = 5 * time.Second

func newProgress(out io.Writer, label string) *progress {
	p := &progress{out: out, label: label, last: time.Now()}
	if isTerminal(out) {
		p.bar = progressbar.NewOptions64(-1, progressbar.OptionSetWriter(out), progressbar.OptionSetDescription(label),
			progressbar.OptionShowCount(), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())
	}
	return p
}

// report tells that done of total is done; a total of 0 or less is not known.
func (p *progress) report(done, total int) {
	if p.bar != nil {
		if total > 0 && p.bar.GetMax() != total {
			p.bar.ChangeMax(total)
		}
		_ = p.bar.Set(done) // a terminal that went away is no reason to stop
		return
	}
	if now := time.Now(); now.Sub(p.last) >= lineInterval {
		p.last = now
		if total > 0 {
			fmt.Fprintf(p.out, "%s: %d of %d\n", p.label, done, total)
		} else {
			fmt.Fprintf(p.out, "%s: %d\n", p.label, done)
		}
	}
}

// finish takes the bar away.
func (p *progress) finish() {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
