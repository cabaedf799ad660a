package config

import (
	"fmt"
	"strings"
)

// Environment looks up a variable, as os.LookupEnv does.
type Environment func(name string) (value string, ok bool)

// expand replaces the references to the environment in a text. used says that there was one, so
// that messages do not show the value. The error's text names variables, never their values.
func expand(text string, env Environment) (expanded string, used bool, err *envError) {
	var b strings.Builder
	for {
		i := strings.Index(text, "${")
		if i < 0 {
			b.WriteString(text)
			return b.String(), used, err
		}
		if i > 0 && text[i-1] == '$' {
			b.WriteString(text[:i-1] + "${")
			text = text[i+2:]
			continue
		}
		b.WriteString(text[:i])
		end := strings.IndexByte(text[i:], '}')
		if end < 0 {
			return "", used, &envError{`has "${" without a closing "}"`, `close it, or write "$${" for the two characters themselves`}
		}
		used = true
		value, problem := lookup(text[i+2:i+end], env)
		if problem != nil {
			err = problem
		}
		b.WriteString(value)
		text = text[i+end+1:]
	}
}

type envError struct{ what, remedy string }

func lookup(reference string, env Environment) (string, *envError) {
	name, fallback, hasFallback := strings.Cut(reference, ":-")
	if !isVariable(name) {
		return "", &envError{fmt.Sprintf("refers to %.60q, which is no name of an environment variable", name),
			"write ${NAME} or ${NAME:-default} with letters, digits and _"}
	}
	value, ok := env(name)
	if hasFallback && value == "" {
		return fallback, nil
	}
	if !ok {
		return "", &envError{"the environment variable " + name + " is not set", "set it, or write ${" + name + ":-default}"}
	}
	return value, nil
}

func isVariable(name string) bool {
	for i, c := range name {
		switch {
		case c == '_', c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z':
		case i > 0 && c >= '0' && c <= '9':
		default:
			return false
		}
	}
	return name != ""
}
