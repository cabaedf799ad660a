package main

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/paulmach/orb"
	"github.com/spf13/cobra"

	"haavi/config"
	"haavi/internal/query"
	"haavi/internal/source/postgis"
	"haavi/tiles/cache"
)

// newCache opens what the configuration says. Nothing of it need answer.
func newCache(c config.Cache) (*cache.Cache, error) {
	o := cache.Options{Memory: int64(c.Memory), Timeout: time.Duration(c.Timeout)}
	add := func(s cache.Store, err error) error {
		if err == nil {
			o.Stores = append(o.Stores, s)
		}
		return err
	}
	if c.Files.Folder != "" {
		if err := add(cache.Files(c.Files.Folder, int64(c.Files.MaxSize))); err != nil {
			return nil, fmt.Errorf("cache.files: %w", err)
		}
	}
	if u := c.Redis.URL.Reveal(); u != "" {
		if err := add(cache.Redis(u, c.Redis.Prefix, time.Duration(c.Redis.MaxAge))); err != nil {
			return nil, fmt.Errorf("cache.redis: %w", err)
		}
	}
	if c.S3.Endpoint != "" {
		s3 := cache.S3Options{Endpoint: c.S3.Endpoint, Region: c.S3.Region, Bucket: c.S3.Bucket, Prefix: c.S3.Prefix, AccessKey: c.S3.AccessKey, SecretKey: c.S3.SecretKey.Reveal()}
		if err := add(cache.S3(s3)); err != nil {
			return nil, fmt.Errorf("cache.s3: %w", err)
		}
	}
	return cache.New(o), nil
}

func (p *program) cacheCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "cache", Short: "Take tiles out of the cache, or have databases tell of writes"}
	cmd.AddCommand(p.purgeCommand(), p.triggerCommand())
	return cmd
}

// triggerCommand prints SQL: what is done in a database is for its owner to read first.
func (p *program) triggerCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "trigger TABLE ...",
		Short: "Print the SQL with which tables tell of writes at once",
		Long: `Print the SQL with which tables in PostGIS tell all servers of writes at once. Without it servers see
imports, TRUNCATE and REFRESH within a second, and other writes when PostgreSQL counts them: within a
second of most, some ten seconds later of some. The SQL also makes the function haavi_watch.changed,
for changes that PostgreSQL does not see, such as those of foreign tables behind a view.`,
		Example: "  haavi cache trigger public.occurrence | psql species",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			tables := make([]query.Relation, len(args))
			for i, a := range args {
				schema, table, found := strings.Cut(a, ".")
				if !found {
					schema, table = "", a
				}
				tables[i] = query.Relation{Schema: schema, Table: table}
			}
			_, err := fmt.Fprint(p.stdout, postgis.WatchSQL(tables))
			return err
		},
	}
}

// areaFlags say which tiles a command is about.
type areaFlags struct {
	config, layer, set, zooms, bbox string
}

func (f *areaFlags) add(cmd *cobra.Command, zooms, set string) {
	cmd.Flags().StringVarP(&f.config, "config", "c", "haavi.yaml", "the configuration `file`")
	cmd.Flags().StringVar(&f.layer, "layer", "", "the `layer`, or several with commas")
	cmd.Flags().StringVar(&f.set, "set", set, "the tile matrix `set`")
	cmd.Flags().StringVar(&f.zooms, "zoom", zooms, "the `zoom`, or the first and last as 0-10")
	cmd.Flags().StringVar(&f.bbox, "bbox", "", "only tiles that meet this `box`: west,south,east,north in degrees")
}

func (f *areaFlags) zoomRange() (low, high int, err error) {
	first, last, found := strings.Cut(f.zooms, "-")
	if !found {
		last = first
	}
	low, err1 := strconv.Atoi(first)
	high, err2 := strconv.Atoi(last)
	if errors.Join(err1, err2) != nil || low < 0 || high < low {
		return 0, 0, usagef("--zoom %.30q is no zoom; write it as 7, or as 0-10", f.zooms)
	}
	return low, high, nil
}

// box is the box in degrees; nil when none is given.
func (f *areaFlags) box() (*orb.Bound, error) {
	if f.bbox == "" {
		return nil, nil //nolint:nilnil // no box is everywhere
	}
	var n [4]float64
	var err error
	parts := strings.Split(f.bbox, ",")
	for i := 0; i < len(parts) && i < 4 && err == nil; i++ {
		n[i], err = strconv.ParseFloat(strings.TrimSpace(parts[i]), 64)
	}
	if err != nil || len(parts) != 4 || !(n[0] < n[2]) || !(n[1] < n[3]) || math.IsInf(n[2]-n[0], 0) || math.IsInf(n[3]-n[1], 0) {
		return nil, usagef("--bbox %.60q is no box; write it as west,south,east,north in degrees", f.bbox)
	}
	return &orb.Bound{Min: orb.Point{n[0], n[1]}, Max: orb.Point{n[2], n[3]}}, nil
}
