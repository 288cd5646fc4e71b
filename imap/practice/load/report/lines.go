package report

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// A Line is one series of points with positive coordinates. Lines of one name
// have one colour and one place in the legend.
type Line struct {
	Name   string
	X, Y   []float64
	Dashed bool
}

// Lines is a chart of lines with logarithmic scales on both axes.
type Lines struct {
	Title, XLabel, YLabel string
	Lines                 []Line
}

const (
	linesWidth  = 640.0
	linesHeight = 400.0
	linesLeft   = 70.0
	linesTop    = 56.0
)

// SVG is the picture.
func (c Lines) SVG() string {
	var xs, ys []float64
	var names []string
	for _, line := range c.Lines {
		xs, ys = append(xs, line.X...), append(ys, line.Y...)
		if !slices.Contains(names, line.Name) {
			names = append(names, line.Name)
		}
	}
	x, y := newScale(xs), newScale(ys)
	right, bottom := linesWidth-20, linesHeight-48
	px := func(v float64) float64 { return linesLeft + (right-linesLeft)*x.at(v) }
	py := func(v float64) float64 { return bottom - (bottom-linesTop)*y.at(v) }
	d := &drawing{width: linesWidth, height: linesHeight}
	d.text(10, 18, "start", c.Title+" ("+c.YLabel+")")
	d.legend(10, 38, names)
	for e := x.low; e <= x.high; e++ {
		v := math.Pow(10, e)
		d.line("grid", px(v), linesTop, px(v), bottom)
		d.text(px(v), bottom+16, "middle", short(v))
	}
	for e := y.low; e <= y.high; e++ {
		v := math.Pow(10, e)
		d.line("grid", linesLeft, py(v), right, py(v))
		d.text(linesLeft-6, py(v)+4, "end", short(v))
	}
	d.text((linesLeft+right)/2, linesHeight-10, "middle", c.XLabel)
	for _, line := range c.Lines {
		stroke, dashes := colour(slices.Index(names, line.Name)), ""
		if line.Dashed {
			dashes = ` stroke-dasharray="6 4"`
		}
		var points []string
		for k := range line.X {
			at := coordinate(px(line.X[k])) + "," + coordinate(py(line.Y[k]))
			points = append(points, at)
			fmt.Fprintf(d, `<circle cx="%s" cy="%s" r="3.5" fill="%s"/>`+"\n", coordinate(px(line.X[k])), coordinate(py(line.Y[k])), stroke)
		}
		fmt.Fprintf(d, `<polyline points="%s" fill="none" stroke="%s" stroke-width="2"%s/>`+"\n", strings.Join(points, " "), stroke, dashes)
	}
	return d.svg(c.Title)
}

// A scale maps values to 0..1 by their logarithm, between powers of ten.
type scale struct{ low, high float64 }

func newScale(values []float64) scale {
	if len(values) == 0 {
		return scale{0, 1}
	}
	low, high := values[0], values[0]
	for _, v := range values {
		low, high = min(low, v), max(high, v)
	}
	s := scale{math.Floor(math.Log10(low)), math.Ceil(math.Log10(high))}
	if s.high == s.low {
		s.high++
	}
	return s
}

func (s scale) at(v float64) float64 { return (math.Log10(v) - s.low) / (s.high - s.low) }
