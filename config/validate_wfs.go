package config

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

func (v *validator) wfs() {
	if u, err := url.Parse(v.WFS.Namespace); err != nil || u.Scheme == "" {
		v.add("wfs.namespace", "is no URI", "write one of your own, such as https://example.org/ns/species")
	}
	v.prefix("wfs.prefix", v.WFS.Prefix)
	taken := map[string]bool{v.WFS.Namespace: true}
	for _, ns := range v.WFS.Namespaces {
		at := join("wfs.namespaces", ns.Name)
		v.prefix(at, ns.Name)
		if u, err := url.Parse(*ns.Value); err != nil || u.Scheme == "" {
			v.bad(at, *ns.Value, "is no URI", "write that of the namespace, such as http://inspire.ec.europa.eu/schemas/sd/4.0")
		}
		if ns.Name == v.WFS.Prefix || taken[*ns.Value] {
			v.add(at, "repeats a namespace or prefix", "remove it, and name the other in the layers")
		}
		taken[*ns.Value] = true
	}
	if _, given := v.places["wfs.max_link"]; given && v.WFS.MaxLink >= v.Server.MaxHeader {
		v.add("wfs.max_link", "is longer than what server.max_header lets in", "make it shorter, or max_header larger")
	}
	owner := map[string]string{}
	for _, s := range v.WFS.StoredQueries {
		v.storedQuery(join("wfs.stored_queries", s.Name), s.Name, s.Value, owner)
	}
}

func (v *validator) prefix(at, p string) {
	switch {
	case !layerName.MatchString(p):
		v.bad(at, p, "cannot be a prefix", "use letters, digits, _ and -, beginning with a letter")
	case strings.HasPrefix(strings.ToLower(p), "xml") || reservedPrefixes[p]:
		v.bad(at, p, "stands for another namespace", "choose another")
	}
}

var parameterName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,62}$`)

// requestParameters are the parameters of requests that stored queries have besides their own.
var requestParameters = []string{"service", "version", "request", "namespaces", "namespace", "count", "maxfeatures", "startindex", "resulttype", "outputformat",
	"resolve", "resolvedepth", "resolvetimeout", "srsname", "storedquery_id", "valuereference", "typenames", "typename", "aliases", "filter", "filter_language",
	"cql_filter", "bbox", "resourceid", "featureid", "sortby", "propertyname", "posted"}

// storedQuery checks what the file alone can tell. Conditions are checked against the layers.
func (v *validator) storedQuery(at, name string, s *StoredQuery, owner map[string]string) {
	if !IsLayerName(name) {
		v.add(at, fmt.Sprintf("%.60q cannot be the name of a stored query", name), "use letters a-z, digits, _ and -, beginning with a letter; the title may have any letters")
	}
	if s.ID != "" {
		if u, err := url.Parse(s.ID); err != nil || u.Scheme == "" || strings.ContainsAny(s.ID, " ,()") {
			v.bad(join(at, "id"), s.ID, "is no URI", "write one such as https://example.org/query/taxon, or remove it")
		} else if other, taken := owner[s.ID]; taken {
			v.bad(join(at, "id"), s.ID, fmt.Sprintf("is that of the stored query %.60q too", other), "choose another")
		}
		owner[s.ID] = name
	}
	if _, given := v.places[join(at, "queries")]; given && len(s.Queries) == 0 {
		v.add(join(at, "queries"), "is empty", "describe a query")
	}
	names := map[string]bool{}
	for _, p := range s.Parameters {
		path, lower := join(join(at, "parameters"), p.Name), strings.ToLower(p.Name)
		switch {
		case !parameterName.MatchString(p.Name):
			v.add(path, fmt.Sprintf("%.60q cannot be the name of a parameter", p.Name), "use letters a-z, digits and _, beginning with a letter")
		case slices.Contains(requestParameters, lower):
			v.add(path, "is a parameter of every request", "choose another name")
		case names[lower]:
			v.add(path, "is there twice, for letter case does not tell parameters apart", "choose another name")
		}
		names[lower] = true
	}
}
