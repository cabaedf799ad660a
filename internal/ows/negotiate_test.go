package ows

import (
	"errors"
	"testing"
)

func TestNegotiate(t *testing.T) {
	supported := []string{"2.0.0", "1.1.0"}
	for _, c := range []struct {
		accepted []string
		want     string
	}{{nil, "2.0.0"}, {[]string{"1.1.0", "2.0.0"}, "1.1.0"}, {[]string{"9.0.0", "1.1.0"}, "1.1.0"}} {
		if got, err := Negotiate(c.accepted, supported); err != nil || got != c.want {
			t.Errorf("%v: %q, %v", c.accepted, got, err)
		}
	}
	var e *Error
	if _, err := Negotiate([]string{"3.0.0"}, supported); !errors.As(err, &e) || e.Code != VersionNegotiationFailed || e.Locator != "" {
		t.Errorf("got %+v", e)
	}
}

func TestUpdateSequence(t *testing.T) {
	for client, want := range map[string]string{"": "whole", "99": "whole", "100": "same", "101": "error", "1000": "error", "x": "whole", "xyzx": "error"} {
		same, err := CheckUpdateSequence(client, "100")
		got := "whole"
		if same {
			got = "same"
		}
		if err != nil {
			got = "error"
		}
		if got != want {
			t.Errorf("%q: %s, want %s", client, got, want)
		}
	}
}

func TestSections(t *testing.T) {
	s, err := ParseSections([]string{"contents"}, "Contents", "Themes")
	if err != nil || !s.Has("Contents") || s.Has("Themes") {
		t.Errorf("%v, %v", s, err)
	}
	if s, err = ParseSections([]string{"Contents", "all"}, "Contents", "Themes"); err != nil || !s.Has("Themes") {
		t.Errorf("%v, %v", s, err)
	}
	if s, err = ParseSections(nil, "Contents"); err != nil || !s.Has("Contents") {
		t.Errorf("%v, %v", s, err)
	}
	if _, err = ParseSections([]string{"Content"}, "Contents"); AsError(err).Locator != "sections" {
		t.Errorf("%v", err)
	}
}

func TestParamsWith(t *testing.T) {
	p, err := ParseParams("B=1&a=x+y&c=%C3%A4")
	if err != nil {
		t.Fatal(err)
	}
	q := p.With("b", "2", "c", "", "d", "&")
	if got := q.Encode(); got != "a=x+y&b=2&d=%26" {
		t.Errorf("got %s", got)
	}
	if got := p.Encode(); got != "a=x+y&b=1&c=%C3%A4" {
		t.Errorf("the original became %s", got)
	}
}
