package cache

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// redisStore keeps tiles in Redis, or a server that speaks like it. What is to be bounded is: with its maxmemory.
type redisStore struct {
	client *redis.Client
	prefix string
	age    time.Duration
}

// Redis returns a store in Redis at an address (redis://user:password@host:6379/0, or rediss://). Keys begin with the prefix, and are forgotten when
// they were written so long ago. No connection is made yet.
func Redis(address, prefix string, age time.Duration) (Store, error) {
	o, err := redis.ParseURL(address)
	if err != nil {
		return nil, errors.New("the address of Redis cannot be read; write redis://host:6379/0") // the error might show the password
	}
	o.ContextTimeoutEnabled = true
	o.MaxRetries, o.DialerRetries = -1, 1 // a tile is made sooner than a broken server answers
	redis.SetLogger(quiet{})              // the library's only way: it would log every connection that fails
	return &redisStore{client: redis.NewClient(o), prefix: prefix + ":", age: age}, nil
}

// quiet leaves it to tiers to tell what fails.
type quiet struct{}

// Printf implements the library's logger.
func (quiet) Printf(context.Context, string, ...any) {}

func (r *redisStore) Name() string { return "redis" }

// Get implements Store.
func (r *redisStore) Get(ctx context.Context, path string) ([]byte, error) {
	b, err := r.client.Get(ctx, r.prefix+path).Bytes()
	if errors.Is(err, redis.Nil) {
		return nil, nil
	}
	return b, err
}

// Put implements Store.
func (r *redisStore) Put(ctx context.Context, path string, blob []byte, _ bool) error {
	return r.client.Set(ctx, r.prefix+path, blob, r.age).Err()
}

var globs = strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`, `]`, `\]`)

// Delete implements Store.
func (r *redisStore) Delete(ctx context.Context, folder string, wanted func(string) bool) (n int, err error) {
	it := r.client.Scan(ctx, 0, globs.Replace(r.prefix+folder)+"*", 1000).Iterator()
	for it.Next(ctx) {
		if !wanted(strings.TrimPrefix(it.Val(), r.prefix)) {
			continue
		}
		gone, err := r.client.Unlink(ctx, it.Val()).Result()
		if err != nil {
			return n, err
		}
		n += int(gone)
	}
	return n, it.Err()
}

// told names the channel of what servers are told, and the key of how often that was: its folder is no tile's.
const told = ".told"

// Tell implements Teller.
func (r *redisStore) Tell(ctx context.Context, text string) error {
	if err := r.client.Incr(ctx, r.prefix+told).Err(); err != nil {
		return err
	}
	return r.client.Publish(ctx, r.prefix+told, text).Err()
}

// Listen implements Teller. Whoever was cut off knows by the count whether something was told meanwhile.
func (r *redisStore) Listen(ctx context.Context, heard func(string)) {
	subscription := r.client.Subscribe(ctx, r.prefix+told)
	defer func() { _ = subscription.Close() }() // nothing is to be heard any more
	messages := subscription.ChannelWithSubscriptions()
	known, begun := "", false
	for {
		select {
		case <-ctx.Done():
			return
		case m, open := <-messages:
			if !open {
				return
			}
			bounded, cancel := context.WithTimeout(ctx, tellTimeout)
			count, err := r.client.Get(bounded, r.prefix+told).Result()
			cancel()
			switch m := m.(type) {
			case *redis.Message:
				heard(m.Payload)
			default: // subscribed, again
				if missed := err != nil && !errors.Is(err, redis.Nil) || count != known; begun && missed {
					heard("")
				}
			}
			known, begun = count, true
		}
	}
}

// tellTimeout bounds the question how often something was told.
const tellTimeout = 5 * time.Second

// Close implements Store.
func (r *redisStore) Close() error { return r.client.Close() }
