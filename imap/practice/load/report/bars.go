package report

import "math"

// A Group of bars has a name and a value for each series; 0 is no bar.
type Group struct {
	Name   string
	Values []float64
}

// Bars is a chart of horizontal bars on a logarithmic scale that begins at
// Base. Values below it are drawn to the left.
type Bars struct {
	Title  string
	Series []string
	Groups []Group
	Base   float64
	Mark   float64 // a line to compare with, 0 for none
	Unit   string  // written behind each value
}

const (
	barHeight = 11.0
	barGap    = 3.0
	groupGap  = 14.0
	nameWidth = 280.0
	plotWidth = 560.0
	topSpace  = 56.0
	rightRoom = 70.0
)

// SVG is the picture.
func (c Bars) SVG() string {
	low, high := c.Base, c.Base*10
	bars := 0
	for _, group := range c.Groups {
		for _, value := range group.Values {
			if value > 0 {
				low, high = min(low, value), max(high, value)
				bars++
			}
		}
	}
	low, high = below(low), above(high)
	x := func(value float64) float64 {
		return nameWidth + plotWidth*math.Log10(value/low)/math.Log10(high/low)
	}
	d := &drawing{width: nameWidth + plotWidth + rightRoom}
	d.height = topSpace + float64(bars)*(barHeight+barGap) + float64(len(c.Groups))*groupGap + 24
	bottom := d.height - 20
	d.text(10, 18, "start", c.Title)
	d.legend(10, 38, c.Series)
	if c.Mark > 0 {
		d.line("mark", x(c.Mark), topSpace-6, x(c.Mark), bottom)
	}
	for value := low; value <= high; value = above(value * 1.01) {
		d.line("grid", x(value), topSpace-6, x(value), bottom)
		d.text(x(value), bottom+14, "middle", short(value)+c.Unit)
	}
	y := topSpace
	for _, group := range c.Groups {
		d.text(nameWidth-8, y+barHeight-1, "end", group.Name)
		for i, value := range group.Values {
			if value <= 0 {
				continue
			}
			from, to := min(x(c.Base), x(value)), max(x(c.Base), x(value))
			d.rect(from, y, max(to-from, 1), barHeight, colour(i))
			d.text(to+5, y+barHeight-1, "start", short(value)+c.Unit)
			y += barHeight + barGap
		}
		y += groupGap
	}
	return d.svg(c.Title)
}
