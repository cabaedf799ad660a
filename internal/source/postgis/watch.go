package postgis

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"haavi/internal/query"
	"haavi/internal/source"
)

var _ source.Teller = (*Source)(nil)

const (
	// pollInterval is how often states are read when nothing is notified, and pause how long notifications gather.
	pollInterval, pause = time.Second, 50 * time.Millisecond
	// answerTimeout bounds one reading of states, so that a dead connection is noticed; retry is the time between connections.
	answerTimeout, retry = 10 * time.Second, 500 * time.Millisecond
)

// watch follows relations on a connection of its own, which is made again when it is lost.
type watch struct {
	source    *Source
	relations []query.Relation
	names     []any // of the relations; null for a statement
	observer  source.Observer
	conn      *pgx.Conn
	// read are the states as the database told them last, and told what was reported.
	read, told []string
	// notified are texts of notifications of a relation since its read state was another, for what the database's own state does not show.
	notified []string
	fleeting []bool
}

// Watch implements source.Watcher. A state is read from the database every second, and at once on a notification. While the database does
// not answer, states stay as they were.
func (s *Source) Watch(ctx context.Context, relations []query.Relation, o source.Observer) error {
	n := len(relations)
	w := &watch{source: s, relations: relations, observer: o, names: make([]any, n), read: make([]string, n), notified: make([]string, n), fleeting: make([]bool, n)}
	for i, r := range relations {
		if r.SQL == "" {
			w.names[i] = identifier(r)
		}
	}
	failing := false
	for {
		err := w.follow(ctx, func() {
			if failing {
				slog.Info("the database is watched for changes again")
			}
			failing = false
		})
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if !failing {
			slog.Warn("the database cannot be watched for changes; cached answers stay as they are meanwhile", "error", err)
		}
		failing = true
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(retry):
		}
	}
}

// follow connects and reports until that fails. begun is called after the first report.
func (w *watch) follow(ctx context.Context, begun func()) (err error) {
	cfg := w.source.pool.Config().ConnConfig.Copy()
	cfg.RuntimeParams["application_name"] = "haavi watch"
	if w.conn, err = pgx.ConnectConfig(ctx, cfg); err != nil {
		return err
	}
	defer func() {
		stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTimeout)
		defer cancel()
		_ = w.conn.Close(stop) // nothing was written
	}()
	if err := w.listen(ctx); err != nil {
		return err
	}
	if err := w.views(ctx); err != nil {
		return err
	}
	w.missed()
	for {
		if err := w.states(ctx); err != nil {
			return err
		}
		begun()
		if err := w.wait(ctx); err != nil {
			return err
		}
	}
}

// listen asks for notifications, which a standby does not give.
func (w *watch) listen(ctx context.Context) error {
	_, err := w.conn.Exec(ctx, "LISTEN "+Channel)
	if refused := (*pgconn.PgError)(nil); errors.As(err, &refused) {
		return nil
	}
	return err
}

// missed is for the notifications that came while nobody listened: what only they told of may be another now.
func (w *watch) missed() {
	if w.told != nil {
		w.heard("")
	}
	for i, n := range w.notified {
		if n != "" {
			w.notified[i] = digest(n, rand.Text())
		}
	}
}

// views finds the relations whose rows change without a write.
func (w *watch) views(ctx context.Context) error {
	rows, err := w.conn.Query(ctx, viewsSQL, w.names)
	if err != nil {
		return err
	}
	texts, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for i, text := range texts {
		w.fleeting[i] = source.Fleeting(text) || source.Fleeting(w.relations[i].SQL)
	}
	return nil
}

// wait returns after a notification and what follows it closely, or after pollInterval.
func (w *watch) wait(ctx context.Context) error {
	for timeout := pollInterval; ; timeout = pause {
		wait, cancel := context.WithTimeout(ctx, timeout)
		n, err := w.conn.WaitForNotification(wait)
		cancel()
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case pgconn.Timeout(err):
			return nil
		case err != nil:
			return err
		}
		switch text, told := strings.CutPrefix(n.Payload, tellPrefix); {
		case told:
			w.heard(text)
		case !strings.HasPrefix(n.Payload, StatePrefix):
			w.hear(n.Payload)
		}
	}
}

func (w *watch) heard(text string) {
	if w.observer.Heard != nil {
		w.observer.Heard(text)
	}
}

// Tell implements source.Teller, by a notification.
func (s *Source) Tell(ctx context.Context, text string) error {
	_, err := s.pool.Exec(ctx, "SELECT pg_notify($1, $2)", Channel, tellPrefix+text)
	return err
}

// hear remembers a notification of what it names; of all relations, when it names none.
func (w *watch) hear(text string) {
	named := func(r query.Relation) bool {
		return r.SQL == "" && slices.Contains([]string{identifier(r), r.Schema + "." + r.Table, r.Table}, text)
	}
	everything := !slices.ContainsFunc(w.relations, named)
	for i, r := range w.relations {
		if everything || r.SQL != "" || named(r) {
			w.notified[i] = digest(w.notified[i], text)
		}
	}
}

// states reads the states and reports them when one is another.
func (w *watch) states(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	var server string
	var watched bool
	if err := w.conn.QueryRow(ctx, serverSQL).Scan(&server, &watched); err != nil {
		return err
	}
	told := "NULL"
	if watched {
		told = toldSQL
	}
	rows, err := w.conn.Query(ctx, fmt.Sprintf(statesSQL, told), w.names)
	if err != nil {
		return err
	}
	states := make([]string, 0, len(w.names))
	var state string
	var foreign bool
	_, err = pgx.ForEachRow(rows, []any{&state, &foreign}, func() error {
		i := len(states)
		if w.read[i] != server+state {
			w.read[i], w.notified[i] = server+state, ""
		}
		switch {
		case state == "" || foreign || w.fleeting[i]:
			states = append(states, "")
		default:
			states = append(states, digest(w.read[i], w.notified[i]))
		}
		return nil
	})
	if err == nil && !slices.Equal(states, w.told) {
		w.told = states
		w.observer.States(slices.Clone(states))
	}
	return err
}

func digest(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:15])
}
