package sld

import (
	"strings"

	"haavi/styles"
)

// parameters calls read for each SvgParameter or CssParameter, whose names handle knows; others are remarked on.
func (r *reader) parameters(n *node, handle map[string]func(*node)) {
	for _, c := range n.elements() {
		switch c.name {
		case "SvgParameter", "CssParameter":
			if f := handle[c.attr("name")]; f != nil {
				f(c)
			} else {
				r.remark(c, "the parameter %.40q is not supported", c.attr("name"))
			}
		case "GraphicFill", "GraphicStroke":
		default:
			r.unknown(c)
		}
	}
}

// fillOf reads a Fill (SE 1.1.0, 11.2.2).
func (r *reader) fillOf(n *node) *styles.Fill {
	f := &styles.Fill{}
	if g := n.child("GraphicFill"); g != nil {
		f.Graphic = r.within(g)
	}
	r.parameters(n, map[string]func(*node){
		"fill":         func(c *node) { f.Color = r.value(c, colour) },
		"fill-opacity": func(c *node) { f.Opacity = r.value(c, number) },
	})
	return f
}

// within reads the Graphic of an element around it.
func (r *reader) within(n *node) *styles.Graphic {
	g := n.child("Graphic")
	if g == nil {
		r.remark(n, "has no Graphic and is left out")
		return nil
	}
	graphic := r.graphic(g)
	return &graphic
}

// stroke reads a Stroke (SE 1.1.0, 11.1.3).
func (r *reader) stroke(n *node) *styles.Stroke {
	s := &styles.Stroke{}
	if g := n.child("GraphicFill"); g != nil {
		s.Fill = r.within(g)
	}
	if g := n.child("GraphicStroke"); g != nil {
		if inner := r.within(g); inner != nil {
			s.Marks = &styles.Marks{Graphic: *inner, InitialGap: r.value(g.child("InitialGap"), number), Gap: r.value(g.child("Gap"), number)}
		}
		r.known(g, "Graphic", "InitialGap", "Gap")
	}
	r.parameters(n, map[string]func(*node){
		"stroke":            func(c *node) { s.Color = r.value(c, colour) },
		"stroke-opacity":    func(c *node) { s.Opacity = r.value(c, number) },
		"stroke-width":      func(c *node) { s.Width = r.value(c, number) },
		"stroke-dashoffset": func(c *node) { s.DashOffset = r.value(c, number) },
		"stroke-dasharray":  func(c *node) { s.Dash = r.dash(c) },
		"stroke-linecap":    func(c *node) { s.Cap = word(r, c, caps, styles.CapButt) },
		"stroke-linejoin":   func(c *node) { s.Join = word(r, c, joins, styles.JoinMitre) },
	})
	return s
}

var (
	caps  = map[string]styles.Cap{"butt": styles.CapButt, "round": styles.CapRound, "square": styles.CapSquare}
	joins = map[string]styles.Join{"mitre": styles.JoinMitre, "miter": styles.JoinMitre, "round": styles.JoinRound, "bevel": styles.JoinBevel}
)

// word reads a parameter that is one of several words, which no expression can give.
func word[T any](r *reader, n *node, words map[string]T, def T) T {
	s := plain(r.value(n, text))
	if v, ok := words[strings.ToLower(s)]; ok {
		return v
	}
	r.remark(n, "%.40q is not supported; the default is used", s)
	return def
}

// maxDash is the most lengths of a dash pattern.
const maxDash = 32

// dash reads a dash pattern: numbers parted by spaces or commas, and expressions, each for one length.
func (r *reader) dash(n *node) []styles.Value {
	var out []styles.Value
	for _, p := range n.pieces() {
		if p.name != "" && (p.name != "Literal" || len(p.elements()) > 0) {
			v := r.expression(p, number)
			if v == nil {
				return nil
			}
			out = append(out, *v)
			continue
		}
		s := p.text
		if p.name == "Literal" {
			s = p.value()
		}
		if strings.TrimSpace(s) == "none" {
			return nil
		}
		for _, part := range strings.FieldsFunc(s, func(c rune) bool { return strings.ContainsRune(" ,\t\r\n", c) }) {
			f, ok := parseNumber(part)
			if !ok || f < 0 {
				r.remark(n, "%.40q is no pattern of dashes; the line is drawn whole", s)
				return nil
			}
			out = append(out, *styles.Number(f))
		}
	}
	if len(out) > maxDash {
		r.remark(n, "a pattern of %d dashes is too long; the line is drawn whole", len(out))
		return nil
	}
	return out
}
