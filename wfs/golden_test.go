package wfs

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the responses in testdata")

// A golden file is a list of requests, each a query string (its lines joined) or an XML body, and what is answered: status, headers, body.
const (
	requestMark  = "-- request --\n"
	responseMark = "-- response --\n"
)

// postedText is a compressed request in an address, which another version of the compressor may write in another way.
var postedText = regexp.MustCompile(`posted=[\w-]+`)

func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.golden")
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden files (%v)", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".golden"), func(t *testing.T) { golden(t, file) })
	}
}

func golden(t *testing.T, file string) {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s := testService(t)
	if filepath.Base(file) == "namespaces.golden" {
		s = namespacesService(t)
	}
	var out bytes.Buffer
	for i, part := range strings.Split(string(text), requestMark) {
		if i == 0 {
			out.WriteString(part) // what the file says of itself
			continue
		}
		request, want, _ := strings.Cut(part, responseMark)
		got := response(s, request)
		fmt.Fprintf(&out, "%s%s%s%s", requestMark, request, responseMark, got)
		if got != want && !*update {
			t.Errorf("%s\ngot\n%s\nwant\n%s", request, got, want)
		}
	}
	if *update {
		if err := os.WriteFile(file, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func response(s *service, request string) string {
	request = strings.TrimSpace(request)
	if !strings.HasPrefix(request, "<") {
		request = strings.ReplaceAll(request, "\n", "")
	}
	w := do(s, request)
	var b strings.Builder
	fmt.Fprintf(&b, "%d\n", w.Code)
	for _, h := range []string{"Content-Type", "Content-Disposition"} {
		if v := w.Header().Get(h); v != "" {
			fmt.Fprintf(&b, "%s: %s\n", h, v)
		}
	}
	body := strings.ReplaceAll(w.Body.String(), "\r\n", "<CRLF>\n")
	body = postedText.ReplaceAllString(body, "posted=…")
	fmt.Fprintf(&b, "\n%s", body)
	if !strings.HasSuffix(body, "\n") {
		b.WriteString("\n")
	}
	return b.String()
}
