package report

import (
	"fmt"
	"html"
	"math"
	"strconv"
	"strings"
)

// Series are told apart by these colours, in this order; they are readable on
// white and on black.
var palette = [...]string{"#888888", "#d9822b", "#2f9e8f", "#8a63d2", "#2b7bd9", "#c23b5a", "#6c8f2a", "#b0892f"}

// A drawing gathers the elements of an SVG picture.
type drawing struct {
	strings.Builder
	width, height float64
}

// svg is the finished picture.
func (d *drawing) svg(title string) string {
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %[1]s %[2]s" width="%[1]s" height="%[2]s" font-family="sans-serif" font-size="12">
<title>%[3]s</title>
<style>text{fill:#333}.grid{stroke:#999;stroke-opacity:.35}.mark{stroke:#c23b5a;stroke-dasharray:4 3}@media (prefers-color-scheme:dark){text{fill:#ddd}}</style>
%[4]s</svg>
`, coordinate(d.width), coordinate(d.height), html.EscapeString(title), d.String())
}

func (d *drawing) text(x, y float64, anchor, text string) {
	fmt.Fprintf(d, `<text x="%s" y="%s" text-anchor="%s">%s</text>`+"\n", coordinate(x), coordinate(y), anchor, html.EscapeString(text))
}

func (d *drawing) line(class string, x1, y1, x2, y2 float64) {
	fmt.Fprintf(d, `<line class="%s" x1="%s" y1="%s" x2="%s" y2="%s"/>`+"\n", class, coordinate(x1), coordinate(y1), coordinate(x2), coordinate(y2))
}

func (d *drawing) rect(x, y, width, height float64, colour string) {
	fmt.Fprintf(d, `<rect x="%s" y="%s" width="%s" height="%s" fill="%s"/>`+"\n", coordinate(x), coordinate(y), coordinate(width), coordinate(height), colour)
}

// legend writes the names of series with their colours in one row.
func (d *drawing) legend(x, y float64, names []string) {
	for i, name := range names {
		d.rect(x, y-9, 10, 10, colour(i))
		d.text(x+15, y, "start", name)
		x += 15 + 7.2*float64(len(name)) + 18
	}
}

// below and above are the nearest of 1, 2, 5, 10, … (and 0.5, 0.2, …) that
// bound a positive value.
func below(value float64) float64 {
	unit := math.Pow(10, math.Floor(math.Log10(value)))
	for _, step := range []float64{5, 2} {
		if value >= step*unit {
			return step * unit
		}
	}
	return unit
}

func above(value float64) float64 {
	unit := math.Pow(10, math.Floor(math.Log10(value)))
	for _, step := range []float64{1, 2, 5} {
		if value <= step*unit {
			return step * unit
		}
	}
	return 10 * unit
}

func colour(series int) string { return palette[series%len(palette)] }

// coordinate writes a number with at most one decimal.
func coordinate(x float64) string {
	return strings.TrimSuffix(strconv.FormatFloat(x, 'f', 1, 64), ".0")
}

// short writes a number as a label: 0.05, 1.5, 20, 1k, 1M.
func short(x float64) string {
	switch {
	case x >= 1e6:
		return strconv.FormatFloat(x/1e6, 'g', 3, 64) + "M"
	case x >= 1e3:
		return strconv.FormatFloat(x/1e3, 'g', 3, 64) + "k"
	}
	return strconv.FormatFloat(x, 'g', 3, 64)
}
