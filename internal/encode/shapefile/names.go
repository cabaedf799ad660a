package shapefile

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// maxName is how many letters a field's name may have.
const maxName = 10

// fieldNames are names in use, in lower case.
type fieldNames map[string]bool

// plainLetters are letters that no decomposition makes plain.
var plainLetters = strings.NewReplacer("æ", "ae", "Æ", "AE", "ø", "o", "Ø", "O", "đ", "d", "Đ", "D", "ð", "d", "Ð", "D", "þ", "th", "Þ", "TH",
	"ŋ", "n", "Ŋ", "N", "ŧ", "t", "Ŧ", "T", "ł", "l", "Ł", "L", "ß", "ss", "œ", "oe", "Œ", "OE", "ı", "i")

// add makes a name of ten letters, digits or "_" that begins with a letter and is not yet in use, without regard to case: the
// first ten letters, or as many as leave room for a number after "_".
func (n fieldNames) add(published string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(plainLetters.Replace(published)) {
		switch {
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			b.WriteRune(r)
		case !unicode.Is(unicode.Mn, r):
			b.WriteByte('_')
		}
	}
	base := b.String()
	if base == "" || !unicode.IsLetter(rune(base[0])) {
		base = "f_" + strings.TrimLeft(base, "_")
	}
	name := base[:min(len(base), maxName)]
	for i := 2; n[strings.ToLower(name)]; i++ {
		suffix := "_" + strconv.Itoa(i)
		name = base[:min(len(base), maxName-len(suffix))] + suffix
	}
	n[strings.ToLower(name)] = true
	return name
}
