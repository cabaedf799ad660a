package main

import (
	"fmt"
	"net/http"
	"time"

	"github.com/spf13/cobra"
)

// healthTimeout is shorter than what container engines give a probe.
const healthTimeout = 4 * time.Second

// healthCommand asks a running server how it is, for images that have no curl.
func (p *program) healthCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "health [URL]",
		Short:   "Ask a running server whether it is well",
		Long:    "Asks the address, http://127.0.0.1:8080/healthz by default, and ends with exit code 0 when the answer is 200, and 1 when it is not.",
		Example: "  haavi health\n  haavi health http://127.0.0.1:8080/readyz",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			address := "http://127.0.0.1:8080/healthz"
			if len(args) == 1 {
				address = args[0]
			}
			r, err := http.NewRequestWithContext(c.Context(), http.MethodGet, address, nil)
			if err != nil {
				return usagef("%q is not an address; write http://127.0.0.1:8080/healthz", address)
			}
			resp, err := (&http.Client{Timeout: healthTimeout}).Do(r)
			if err != nil {
				return err
			}
			defer resp.Body.Close()
			if resp.StatusCode != http.StatusOK {
				return fmt.Errorf("%s answers %s", address, resp.Status)
			}
			return nil
		},
	}
}
