package postgis_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"haavi/internal/query"
	"haavi/internal/source"
	"haavi/internal/source/postgis"
)

// follow watches relations until the test ends; the channel has the newest states.
func follow(t *testing.T, s *postgis.Source, relations ...query.Relation) <-chan []string {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	states, done := make(chan []string, 100), make(chan error, 1)
	go func() { done <- s.Watch(ctx, relations, source.Observer{States: func(s []string) { states <- s }}) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("the watch ended with %v", err)
		}
	})
	return states
}

// next waits for the next states; nil when there are none in time.
func next(states <-chan []string, wait time.Duration) []string {
	select {
	case s := <-states:
		return s
	case <-time.After(wait):
		return nil
	}
}

func run(t *testing.T, c *pgx.Conn, sql string) {
	t.Helper()
	if _, err := c.Exec(t.Context(), sql); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

// differs says which states are not those of before.
func differs(a, b []string) (at []int) {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			at = append(at, i)
		}
	}
	return at
}

func TestWritesChangeTheStatesThatTheyTouch(t *testing.T) {
	s, q, c := openBeside(t)
	run(t, c, `CREATE TABLE other AS SELECT * FROM layer LIMIT 5; CREATE VIEW seen AS SELECT * FROM other WHERE id > 1;
		CREATE VIEW lately AS SELECT * FROM other WHERE id > extract(day FROM now()); CREATE TABLE parted (id int) PARTITION BY RANGE (id);
		CREATE TABLE part PARTITION OF parted FOR VALUES FROM (0) TO (10)`)
	table := func(name string) query.Relation { return query.Relation{Schema: "public", Table: name} }
	relations := []query.Relation{q.Relation, table("other"), table("seen"), table("lately"), table("parted"), {SQL: "SELECT * FROM layer"},
		{SQL: "SELECT * FROM layer WHERE day > current_date - 30"}, table("missing")}
	one, two := follow(t, s, relations...), follow(t, s, relations...)
	before, again := next(one, 10*time.Second), next(two, 10*time.Second)
	if !slices.Equal(before, again) || len(before) != len(relations) {
		t.Fatalf("two servers tell %q and %q", before, again)
	}
	for i, state := range before {
		if fleeting := slices.Contains([]int{3, 6, 7}, i); (state == "") != fleeting {
			t.Errorf("the state of %+v is %q", relations[i], state)
		}
	}
	for _, c2 := range []struct {
		sql  string
		want []int
	}{
		{"UPDATE layer SET text = 'y' WHERE id = 1", []int{0, 5}},
		{"INSERT INTO other SELECT * FROM layer LIMIT 1", []int{1, 2, 5}},
		{"TRUNCATE other", []int{1, 2, 5}},
		{"INSERT INTO part VALUES (1)", []int{4, 5}},
		{"BEGIN; CREATE TABLE fresh AS SELECT * FROM layer LIMIT 3; DROP TABLE layer; ALTER TABLE fresh RENAME TO layer; COMMIT", []int{0, 5}},
	} {
		w, err := pgx.ConnectConfig(t.Context(), c.Config()) // a connection that ends tells its counts at once
		if err != nil {
			t.Fatal(err)
		}
		run(t, w, c2.sql)
		w.Close(t.Context())
		for _, states := range []<-chan []string{one, two} {
			last := before
			for got := before; got != nil && !slices.Equal(differs(before, last), c2.want); {
				if got = next(states, 15*time.Second); got != nil {
					last = got
				}
			}
			if d := differs(before, last); !slices.Equal(d, c2.want) {
				t.Fatalf("%s changed the states of %v, not of %v", c2.sql, d, c2.want)
			}
			again = last
		}
		before = again
	}
}

func TestTriggerAndNotifications(t *testing.T) {
	s, q, c := openBeside(t)
	run(t, c, "CREATE TABLE other AS SELECT * FROM layer LIMIT 5")
	script := postgis.WatchSQL([]query.Relation{{Table: "other"}, q.Relation})
	run(t, c, script)
	run(t, c, script)
	other := query.Relation{Schema: "public", Table: "other"}
	one, two := follow(t, s, q.Relation, other), follow(t, s, q.Relation, other)
	before := next(one, 10*time.Second)
	next(two, 10*time.Second)
	run(t, c, "BEGIN; UPDATE layer SET text = 'z' WHERE id < 5; UPDATE layer SET text = 'z' WHERE id = 5")
	if got := next(one, 300*time.Millisecond); got != nil {
		t.Errorf("a write that is not committed is told")
	}
	run(t, c, "COMMIT")
	a, b := next(one, 10*time.Second), next(two, 10*time.Second)
	if !slices.Equal(differs(before, a), []int{0}) || !slices.Equal(a, b) {
		t.Errorf("a write told by the trigger: %q, then %q and %q", before, a, b)
	}
	// Counts of the same write follow; after them a notification alone raises the state of what it names.
	run(t, c, "SELECT pg_stat_force_next_flush()")
	a, b = next(one, 10*time.Second), next(two, 10*time.Second)
	if a == nil || !slices.Equal(a, b) {
		t.Fatalf("counts are not told: %q and %q", a, b)
	}
	run(t, c, "NOTIFY haavi, 'public.other'")
	after, same := next(one, 10*time.Second), next(two, 10*time.Second)
	if !slices.Equal(differs(a, after), []int{1}) || !slices.Equal(after, same) {
		t.Errorf("a notification: %q, then %q and %q", a, after, same)
	}
	// Whoever was cut off may have missed a notification of what only notifications tell of.
	run(t, c, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'haavi watch' AND datname = current_database()")
	if got := next(one, 10*time.Second); !slices.Contains(differs(after, got), 1) {
		t.Errorf("after a lost connection: %q, before %q", got, after)
	}
	run(t, c, "SELECT haavi_watch.changed('other')")
	if got := next(one, 10*time.Second); got == nil || got[1] == "" {
		t.Errorf("what is told after a lost connection is not heard: %q", got)
	}
}

// What is told through the database is heard by all who watch it, changes no state, and is known to be missed by who was cut off.
func TestTell(t *testing.T) {
	s, q, c := openBeside(t)
	heard, states := make(chan string, 10), make(chan []string, 100)
	for range 2 {
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() {
			done <- s.Watch(ctx, []query.Relation{q.Relation}, source.Observer{States: func(s []string) { states <- s }, Heard: func(text string) { heard <- text }})
		}()
		t.Cleanup(func() {
			stop()
			if err := <-done; !errors.Is(err, context.Canceled) {
				t.Errorf("the watch ended with %v", err)
			}
		})
	}
	first, second := next(states, 10*time.Second), next(states, 10*time.Second)
	if first == nil || second == nil {
		t.Fatal("no states are told")
	}
	want := func(text string) {
		t.Helper()
		for range 2 {
			select {
			case got := <-heard:
				if got != text {
					t.Errorf("heard %q, want %q", got, text)
				}
			case <-time.After(10 * time.Second):
				t.Fatalf("%q is not heard", text)
			}
		}
	}
	if err := s.Tell(t.Context(), "it's time"); err != nil {
		t.Fatal(err)
	}
	want("it's time")
	if got := next(states, 300*time.Millisecond); got != nil {
		t.Errorf("what is told changes the states: %q", got)
	}
	run(t, c, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'haavi watch' AND datname = current_database()")
	want("")
}
