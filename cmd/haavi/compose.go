package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"haavi/config"
	"haavi/internal/dimension"
	"haavi/internal/encode"
	"haavi/internal/encode/csv"
	"haavi/internal/encode/flatgeobuf"
	"haavi/internal/encode/geojson"
	"haavi/internal/encode/geopackage"
	"haavi/internal/encode/gml"
	"haavi/internal/encode/kml"
	"haavi/internal/encode/shapefile"
	"haavi/internal/encode/xlsx"
	"haavi/internal/layer"
	"haavi/internal/ows"
	"haavi/internal/server"
	"haavi/internal/spool"
	"haavi/internal/viewer"
	"haavi/styles"
	"haavi/tiles"
	"haavi/tiles/maplibre"
	"haavi/tiles/wmts"
	"haavi/wfs"
	"haavi/wms"
	"haavi/wms/render"
)

// formats are the output formats of features; the first is what WFS 2.0 answers when none is asked for.
func formats() []encode.Format {
	return []encode.Format{gml.Format(), geojson.Format(), csv.Format(),
		geopackage.Format(), shapefile.Format(), flatgeobuf.Format(), kml.Format(), xlsx.Format()}
}

// site is everything behind the address.
type site struct {
	server  *server.Server
	catalog *layer.Catalog
	tiles   *tiles.Service
	// refresh measures what capabilities tell of the data and no client should wait for.
	refresh func(context.Context, ...*layer.Layer) error
	// every is how often to do so again; 0 is never.
	every time.Duration
	// close ends what goes on beside requests, and closes what they needed.
	close func() error
}

// compose joins layers, styles, protocols and the server.
func compose(cfg *config.Config, s *sources, all *styleSet, layers []published) (*site, error) {
	catalog, err := newCatalog(cfg, s, layers)
	if err != nil {
		return nil, err
	}
	if problems := checkStoredQueries(cfg, catalog); len(problems) > 0 {
		return nil, problems
	}
	registry, err := styles.NewRegistry(all.all...)
	if err != nil {
		return nil, err
	}
	var symbols *render.Symbols
	if cfg.WMS.Symbols != "" {
		if symbols, err = render.OpenSymbols(cfg.WMS.Symbols); err != nil {
			return nil, config.Problems{cfg.Problem("wms.symbols", withoutPath(err), "name a folder that can be read")}
		}
	}
	service := serviceMetadata(cfg.Service)
	dimensions, err := dimension.New(catalog)
	if err != nil {
		return nil, err
	}
	maps, err := newMaps(cfg, service, catalog, dimensions, registry, symbols, layers)
	if err != nil {
		return nil, err
	}
	grids, err := newGrids(cfg)
	if err != nil {
		return nil, err
	}
	kept, err := newCache(cfg.Cache)
	if err != nil {
		return nil, err
	}
	o := tileOptions(cfg.Tiles, catalog, registry, symbols, grids)
	o.Dimensions, o.Cache, o.Version = dimensions, kept, versionText()
	tiled := tiles.New(o)
	mounts := mountsOf(cfg, service, catalog, maps, tiled)
	return &site{server: server.New(serverOptions(cfg.Server, s), mounts), catalog: catalog, tiles: tiled, refresh: dimensions.Refresh, every: time.Duration(cfg.WMS.MeasureEvery), close: func() error {
		catalog.Close()
		err := kept.Close()
		if symbols == nil {
			return err
		}
		return errors.Join(err, symbols.Close())
	}}, nil
}

// mountsOf are the protocols at their addresses.
func mountsOf(cfg *config.Config, service ows.Service, catalog *layer.Catalog, maps *wms.Service, tiled *tiles.Service) []server.Mount {
	mapTiles := wmts.New(wmts.Options{Service: service, Tiles: tiled, Maps: maps, MapsPath: wms.Path, Themes: themes(cfg)})
	styleDocuments := maplibre.New(tiled)
	return []server.Mount{
		{Path: wfs.Path, Handler: newFeatures(cfg, service, catalog)},
		{Path: wms.Path, Handler: maps},
		{Path: "/tiles/", Handler: tiled},
		{Path: tiles.SetsPath, Handler: tiled},
		{Path: tiles.SetsPath + "/", Handler: tiled},
		{Path: maplibre.StylesPath, Handler: styleDocuments},
		{Path: maplibre.FontsPath, Handler: styleDocuments},
		{Path: maplibre.ArcGISPath, Handler: styleDocuments},
		{Path: wmts.Path, Handler: mapTiles},
		{Path: wmts.Path + "/", Handler: mapTiles},
		{Path: "/", Handler: viewer.New(viewer.Options{Service: service, Catalog: catalog})},
	}
}

// newFeatures makes the WFS.
func newFeatures(cfg *config.Config, service ows.Service, catalog *layer.Catalog) http.Handler {
	return wfs.New(wfs.Options{
		Service: service, Catalog: catalog, Formats: formats(),
		Namespace: wfs.Namespace{Prefix: cfg.WFS.Prefix, URI: cfg.WFS.Namespace}, Namespaces: namespaces(cfg), CountDefault: cfg.WFS.CountDefault,
		Nils: cfg.WFS.Nulls == "nil", StandardProperties: cfg.WFS.StandardProperties, Disk: spool.NewDisk(int64(cfg.Limits.TempBytes)),
		StoredQueries: storedQueries(cfg), MaxQueries: cfg.WFS.MaxQueries, MaxLink: maxLink(cfg),
		XML: ows.XMLLimits{Bytes: int64(cfg.Server.MaxBody), Depth: cfg.Limits.XMLDepth, Tokens: cfg.Limits.XMLTokens},
	})
}

// namespaces are those of the layers that are in another namespace than the service's own.
func namespaces(cfg *config.Config) map[string]wfs.Namespace {
	byLayer := map[string]wfs.Namespace{}
	for _, l := range cfg.Layers {
		if uri := cfg.WFS.Namespaces.Get(l.Value.Namespace); uri != nil {
			byLayer[l.Name] = wfs.Namespace{Prefix: l.Value.Namespace, URI: *uri}
		}
	}
	return byLayer
}

func tileOptions(c config.Tiles, catalog *layer.Catalog, registry *styles.Registry, symbols *render.Symbols, grids []*tiles.Grid) tiles.Options {
	o := tiles.Options{
		Catalog: catalog, Styles: registry, Symbols: symbols, MinZoom: c.MinZoom, MaxZoom: c.MaxZoom, Extent: c.Extent, Buffer: c.Buffer,
		MaxFeatures: c.MaxFeatures, MaxBytes: int(c.MaxBytes), ThinnedFeatures: c.ThinnedFeatures, MaxLayers: c.MaxLayers, CacheControl: "no-cache", Grids: grids,
	}
	if c.Buffer == 0 {
		o.Buffer = -1 // none, where 0 would be the default
	}
	if age := time.Duration(c.MaxAge); age > 0 {
		o.CacheControl = fmt.Sprintf("public, max-age=%d", int(age.Seconds()))
	}
	return o
}

func newCatalog(cfg *config.Config, s *sources, layers []published) (*layer.Catalog, error) {
	limits := layer.Limits{Features: cfg.Limits.Features, FilterNodes: cfg.Limits.FilterNodes, FilterVertices: cfg.Limits.FilterVertices}
	catalog := layer.NewPagedCatalog(paging(cfg.Paging))
	for _, l := range layers {
		if err := catalog.Add(l.options, s.byName[l.source], limits); err != nil {
			return nil, err
		}
	}
	return catalog, nil
}

func paging(c config.Paging) layer.Paging {
	return layer.Paging{
		CountWait: exactly(c.CountWait), CountTimeout: exactly(c.CountTimeout), CountsAtOnce: c.CountsAtOnce, CountsKept: c.CountsKept,
		CountAge: exactly(c.CountAge), WalksKept: c.WalksKept, MarksKept: c.MarksKept, ResumeWithin: exactly(c.ResumeWithin),
	}
}

// exactly makes no time of 0, which would be the default.
func exactly(d config.Duration) time.Duration {
	if d == 0 {
		return -1
	}
	return time.Duration(d)
}

func serverOptions(c config.Server, s *sources) server.Options {
	return server.Options{
		Listen: c.Listen, PublicURL: c.PublicURL, TrustProxy: c.TrustProxy, CORSOrigins: c.CORSOrigins,
		ReadHeaderTimeout: time.Duration(c.Timeouts.ReadHeader), ReadTimeout: time.Duration(c.Timeouts.Read),
		IdleTimeout: time.Duration(c.Timeouts.Idle), RequestTimeout: time.Duration(c.Timeouts.Request),
		ShutdownGrace: time.Duration(c.Timeouts.Shutdown), MaxBody: int64(c.MaxBody), MaxHeader: int(c.MaxHeader), Ready: s.ping,
	}
}

func serviceMetadata(c config.Service) ows.Service {
	p := c.Provider
	return ows.Service{
		Title: c.Title, Abstract: c.Abstract, Keywords: c.Keywords, Languages: c.Languages, Fees: c.Fees, AccessConstraints: c.AccessConstraints,
		Provider: ows.Provider{Name: p.Name, Site: p.Site, Contact: ows.Contact{
			Person: p.Contact.Person, Position: p.Contact.Position, Organization: p.Contact.Organization,
			Phone: p.Contact.Phone, Fax: p.Contact.Fax, Email: p.Contact.Email,
			Address: p.Contact.Address, City: p.Contact.City, Region: p.Contact.Region, PostalCode: p.Contact.PostalCode, Country: p.Contact.Country,
		}},
	}
}

// maxLink is the longest address that the service makes: none for 0, and never one that the server would not let in.
func maxLink(c *config.Config) int {
	if c.WFS.MaxLink == 0 {
		return -1 // where 0 would be the default
	}
	return int(min(c.WFS.MaxLink, c.Server.MaxHeader/2))
}
