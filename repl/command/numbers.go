package command

import (
	"fmt"
	"strconv"
	"time"
)

// errorf makes a usage error at an argument.
func (a *Args) errorf(name, format string, args ...any) error {
	e := &UsageError{Spec: a.Spec, Word: -1, Msg: fmt.Sprintf(format, args...)}
	if ws := a.Words(name); len(ws) > 0 && a.Line != nil {
		for i := range a.Line.Words {
			if a.Line.Words[i].Span == ws[0].Span {
				e.Word = i
			}
		}
	}
	return e
}

// errorWrap makes a usage error of err at an argument; nil stays nil.
func (a *Args) errorWrap(name string, err error) error {
	if err == nil {
		return nil
	}
	return a.errorf(name, "%v", err)
}

// number is an argument as a number above 0.
func number(a *Args, name string, otherwise int) (int, error) {
	if !a.Has(name) {
		return otherwise, nil
	}
	n, err := strconv.Atoi(a.Text(name))
	if err != nil || n < 1 {
		return 0, a.errorf(name, "%s: %q is not a number above 0", a.Spec.Name, a.Text(name))
	}
	return n, nil
}

// seconds is an argument as a time: a number of seconds, or 1m30s. 0 if it was
// left out.
func seconds(a *Args, name string) (time.Duration, error) {
	if !a.Has(name) {
		return 0, nil
	}
	d, err := ParseDuration(a.Text(name))
	if err != nil {
		return 0, a.errorf(name, "%s: %v", a.Spec.Name, err)
	}
	return d, nil
}

// ParseDuration reads a number of seconds, or Go's form: 1m30s.
func ParseDuration(s string) (time.Duration, error) {
	d, err := time.ParseDuration(s)
	if err != nil {
		d, err = time.ParseDuration(s + "s")
	}
	if err != nil || d <= 0 {
		return 0, fmt.Errorf("%q is no time above 0: write seconds, or 1m30s", s)
	}
	return d, nil
}
