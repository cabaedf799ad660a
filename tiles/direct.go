package tiles

import (
	"net/http"
	"strings"
)

// ServeKept answers a request for a tile that is in memory, and says whether it did. It reads only the plainest addresses, /tiles/{layer}/{z}/{x}/{y}.mvt and
// the like with a set, without escapes and parameters; whatever else there is to say, errors too, is for ServeHTTP to say.
func (s *Service) ServeKept(w http.ResponseWriter, r *http.Request) bool {
	a, ok := plainAddress(r)
	if !ok || s.Cache == nil {
		return false
	}
	spec, err := s.specOf(r, a)
	if err != nil {
		return false
	}
	plain := wantsPlain(r, spec.Format)
	k := s.key(&spec)
	t := s.Cache.Held(&k, plain)
	if t == nil {
		return false
	}
	c := contentOf(t, spec.Format)
	_ = s.send(w, r, &spec, &c, plain) // the client is gone when this fails
	return true
}

// plainAddress takes the address of a tile apart that says the same with and without the router's rules.
func plainAddress(r *http.Request) (a address, ok bool) {
	rest, ok := strings.CutPrefix(r.URL.Path, "/tiles/")
	if !ok || r.URL.RawQuery != "" || r.URL.EscapedPath() != r.URL.Path || r.Method != http.MethodGet && r.Method != http.MethodHead {
		return a, false
	}
	var parts [5]string
	n := 0
	for part := range strings.SplitSeq(rest, "/") {
		if n == len(parts) || part == "" {
			return a, false
		}
		parts[n] = part
		n++
	}
	switch n {
	case 4:
		return address{layer: parts[0], z: parts[1], x: parts[2], file: parts[3]}, true
	case 5:
		return address{layer: parts[0], set: parts[1], z: parts[2], x: parts[3], file: parts[4]}, true
	default:
		return a, false
	}
}
