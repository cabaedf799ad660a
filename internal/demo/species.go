package demo

import (
	"errors"
	"fmt"
	"math"
)

// species is a row of the table of species.
type species struct {
	scientific                string
	finnish, swedish, english string
	class, order, family      string
	group                     *group
	redList                   string
	habitat                   habitat
	south, north              float64 // limits of the range in degrees of latitude
	season                    season
	weight                    float64 // how often it is reported
	count                     float64 // usual number of individuals, 0 when nobody counts
	secrecy                   secrecy
}

// group says what the classes have in common.
type group struct{ kingdom, phylum, name string }

var groups = map[string]*group{
	"Aves":            {"Animalia", "Chordata", "birds"},
	"Mammalia":        {"Animalia", "Chordata", "mammals"},
	"Amphibia":        {"Animalia", "Chordata", "amphibians and reptiles"},
	"Reptilia":        {"Animalia", "Chordata", "amphibians and reptiles"},
	"Actinopterygii":  {"Animalia", "Chordata", "fishes"},
	"Lepidoptera":     {"Animalia", "Arthropoda", "butterflies and moths"},
	"Odonata":         {"Animalia", "Arthropoda", "dragonflies"},
	"Hymenoptera":     {"Animalia", "Arthropoda", "bees, wasps and ants"},
	"Coleoptera":      {"Animalia", "Arthropoda", "beetles"},
	"Malacostraca":    {"Animalia", "Arthropoda", "crustaceans"},
	"Bivalvia":        {"Animalia", "Mollusca", "molluscs"},
	"Magnoliopsida":   {"Plantae", "Tracheophyta", "vascular plants"},
	"Liliopsida":      {"Plantae", "Tracheophyta", "vascular plants"},
	"Agaricomycetes":  {"Fungi", "Basidiomycota", "fungi and lichens"},
	"Pezizomycetes":   {"Fungi", "Ascomycota", "fungi and lichens"},
	"Lecanoromycetes": {"Fungi", "Ascomycota", "fungi and lichens"},
}

func readSpecies() ([]species, error) {
	var all []species
	err := eachRow(speciesTable, func(col []string) error {
		s, err := parseSpecies(col)
		all = append(all, s)
		return err
	})
	return all, err
}

func parseSpecies(col []string) (s species, err error) {
	if len(col) != 15 {
		return s, fmt.Errorf("%d columns", len(col))
	}
	n, err := numbers([]string{col[9], col[10], col[12], col[13]})
	if err != nil {
		return s, err
	}
	s = species{scientific: col[0], finnish: col[1], swedish: col[2], english: col[3], class: col[4], order: col[5], family: col[6], redList: col[7],
		south: n[0], north: n[1], weight: n[2], count: n[3]}
	if s.group = groups[s.class]; s.class == "Insecta" {
		s.group = groups[s.order]
	}
	if s.group == nil {
		return s, errors.New("a class that belongs to no group")
	}
	if s.habitat, err = parseHabitat(col[8]); err != nil {
		return s, err
	}
	if s.season, err = parseSeason(col[11]); err != nil {
		return s, err
	}
	s.secrecy, err = parseSecrecy(col[14])
	return s, err
}

// lives is how likely the species is at a latitude, from 0 to 1: ranges thin out.
func (s *species) lives(latitude float64) float64 {
	p := 1.0
	if s.south > 59.5 {
		p = logistic((latitude - s.south) / 0.25)
	}
	return p * logistic((s.north-latitude)/0.45)
}

// countOf makes a usual number from a normal deviate.
func (s *species) countOf(deviate float64) int64 {
	if s.count <= 1 {
		return 1 + int64(max(0, deviate-1.2))
	}
	return max(1, int64(math.Round(s.count*math.Exp(0.9*deviate-0.4))))
}
