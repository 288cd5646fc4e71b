package practice

import "slices"

// A window is the range of RFC 9394: from the from-th to the to-th result,
// counted from the end where back is set.
type window struct {
	from, to uint32
	back     bool
}

// windowArg reads "1:500" or "-1:-500".
func (c *call) windowArg() *window {
	var w window
	w.back = c.d.Accept('-')
	w.from = c.d.Number()
	c.d.Expect(':')
	if w.back && !c.d.Accept('-') {
		c.d.Fail("'-'")
	}
	w.to = c.d.Number()
	if w.from == 0 || w.to == 0 {
		c.d.Fail("a number above 0")
	}
	if w.from > w.to {
		w.from, w.to = w.to, w.from
	}
	return &w
}

// String writes the range as an ESEARCH response repeats it.
func (w *window) String() string {
	sign := ""
	if w.back {
		sign = "-"
	}
	return sign + itoa(w.from) + ":" + sign + itoa(w.to)
}

// cut takes the part of a list that the window shows.
func cut[N any](w *window, list []N) []N {
	n := uint32(len(list))
	from, to := w.from-1, min(w.to, n)
	if from >= n {
		return nil
	}
	if w.back {
		from, to = n-to, n-from
	}
	return list[from:to]
}

// sorted puts numbers in rising order, each once.
func sorted(list []int) []int {
	slices.Sort(list)
	return slices.Compact(list)
}
