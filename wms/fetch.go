package wms

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"haavi/internal/ows"
)

// fetcher fetches the style documents that SLD= names, from configured hosts only.
type fetcher struct {
	hosts  []string
	most   int64
	client *http.Client
}

// The bounds of fetching beside the size.
const (
	fetchTimeout = 10 * time.Second
	maxRedirects = 3
)

func newFetcher(o Options) *fetcher {
	f := &fetcher{most: o.MaxStyle}
	for _, h := range o.StyleHosts {
		f.hosts = append(f.hosts, strings.ToLower(h))
	}
	dialer := &net.Dialer{Timeout: fetchTimeout, ControlContext: f.allowAddress}
	f.client = &http.Client{
		Timeout:       fetchTimeout,
		Transport:     &http.Transport{DialContext: dialer.DialContext, DisableKeepAlives: true, MaxResponseHeaderBytes: 64 << 10},
		CheckRedirect: f.redirect,
	}
	return f
}

var errRefused = errors.New("the address is not allowed")

// allowAddress refuses addresses of machines that are not public, whatever name led there: only a host that is configured by its address, or as
// localhost, may be such a one.
func (f *fetcher) allowAddress(_ context.Context, _, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return errRefused
	}
	ip := at.Addr().Unmap()
	if ip.IsGlobalUnicast() && !ip.IsPrivate() && !sharedSpace.Contains(ip) {
		return nil
	}
	port := strconv.Itoa(int(at.Port()))
	for _, h := range f.hosts {
		name, hostPort, err := net.SplitHostPort(h)
		if err != nil {
			name, hostPort = h, port
		}
		if hostPort == port && (strings.Trim(name, "[]") == ip.String() || name == "localhost" && ip.IsLoopback()) {
			return nil
		}
	}
	return errRefused
}

// sharedSpace are the addresses of carriers' networks (RFC 6598), which the standard library does not count as private.
var sharedSpace = netip.MustParsePrefix("100.64.0.0/10")

func (f *fetcher) redirect(r *http.Request, via []*http.Request) error {
	if len(via) > maxRedirects || r.URL.Host != via[0].URL.Host || r.URL.Scheme != via[0].URL.Scheme {
		return errRefused
	}
	return nil
}

// fetch returns the document at an address.
func (f *fetcher) fetch(ctx context.Context, address string) ([]byte, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || !slices.Contains(f.hosts, strings.ToLower(u.Host)) {
		return nil, &ows.Error{Code: ows.InvalidParameterValue, Locator: "sld", Text: "SLD names no address that style documents are fetched from; send the document in SLD_BODY or by POST"}
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("wms: %w", err)
	}
	r.Header.Set("Accept", "application/vnd.ogc.sld+xml, application/xml, text/xml")
	answer, err := f.client.Do(r)
	if err != nil {
		return nil, unfetched("it does not answer, or leads elsewhere", err)
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return nil, unfetched("the status of the answer is "+strconv.Itoa(answer.StatusCode), nil)
	}
	body, err := io.ReadAll(io.LimitReader(answer.Body, f.most+1))
	switch {
	case err != nil:
		return nil, unfetched("the answer broke off", err)
	case int64(len(body)) > f.most:
		return nil, unfetched("it has more than "+strconv.FormatInt(f.most, 10)+" bytes", nil)
	}
	return body, nil
}

func unfetched(why string, cause error) error {
	return &ows.Error{Code: ows.InvalidParameterValue, Locator: "sld", Text: "the style document at SLD cannot be fetched: " + why, Cause: cause}
}
