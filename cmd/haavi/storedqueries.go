package main

import (
	"haavi/config"
	"haavi/internal/layer"
	"haavi/wfs"
)

// storedQueries are those of the configuration.
func storedQueries(cfg *config.Config) []wfs.StoredQuery {
	var list []wfs.StoredQuery
	for _, s := range cfg.WFS.StoredQueries {
		list = append(list, storedQuery(s.Name, s.Value))
	}
	return list
}

func storedQuery(name string, s *config.StoredQuery) wfs.StoredQuery {
	q := wfs.StoredQuery{Name: name, ID: s.ID, Title: s.Title, Abstract: s.Abstract}
	for _, p := range s.Parameters {
		v := p.Value
		q.Parameters = append(q.Parameters, wfs.Parameter{Name: p.Name, Title: v.Title, Abstract: v.Abstract, Type: v.Type, Default: v.Default})
	}
	for _, t := range s.Queries {
		q.Queries = append(q.Queries, wfs.QueryTemplate{Layer: t.Layer, Where: t.Where, Fields: t.Fields, Sort: t.Sort})
	}
	return q
}

// checkStoredQueries finds what is wrong with the stored queries on the published layers.
func checkStoredQueries(cfg *config.Config, catalog *layer.Catalog) config.Problems {
	var problems config.Problems
	for _, s := range storedQueries(cfg) {
		for _, f := range s.Check(catalog) {
			keys := []string{"wfs", "stored_queries", s.Name}
			path := config.Join(append(keys, "parameters", f.Parameter)...)
			if f.Parameter == "" {
				path = config.Item(config.Join(append(keys, "queries")...), f.Query)
			}
			if f.Key != "" {
				path += "." + f.Key
			}
			problems = append(problems, cfg.Problem(path, f.Text, remedies[f.Key]))
		}
	}
	problems.Sort()
	return problems
}

// remedies are what to do about a fault in a stored query, by the key at fault.
var remedies = map[string]string{
	"":        "use it as :name in where, or remove it",
	"default": "write a value of the parameter's type, in quotes",
	"layer":   "name a published layer",
	"where":   "write a condition in CQL2 text on the layer's published fields, with :name for parameters",
	"fields":  "name published fields of the layer",
	"sort":    "name published fields of the layer, with ASC or DESC after a blank",
}
