package server

import (
	"net/http"
	"strings"
)

// Keeper is a handler that has some answers in memory. They need none of what stands before other answers: routes, bounds on body and time, compression and the
// address of the service.
type Keeper interface {
	http.Handler
	// ServeKept answers a GET or HEAD request if it can from memory, and says whether it did. If not it has touched nothing, and ServeHTTP is asked.
	ServeKept(w http.ResponseWriter, r *http.Request) bool
}

// direct asks the mounts that are keepers first.
func direct(next http.Handler, mounts []Mount) http.Handler {
	type door struct {
		path   string
		keeper Keeper
	}
	var doors []door
	for _, m := range mounts {
		if k, ok := m.Handler.(Keeper); ok && strings.HasSuffix(m.Path, "/") {
			doors = append(doors, door{m.Path, k})
		}
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet || r.Method == http.MethodHead {
			for _, d := range doors {
				if strings.HasPrefix(r.URL.Path, d.path) && d.keeper.ServeKept(w, r) {
					return
				}
			}
		}
		next.ServeHTTP(w, r)
	})
}
