//go:build unix

package main

import (
	"fmt"
	"slices"
	"strings"

	"imapsh/imap/practice/load/report"
)

// detail is everything that was measured, a line for each entry.
func detail(rows []row) *report.Table {
	t := &report.Table{Head: []string{"work", "program", "CPU s", "least", "most", "× floor", "MiB", "goal", ""}}
	for i := range rows {
		r := &rows[i]
		for k := range r.entries {
			e := &r.entries[k]
			if e.note != "" {
				t.Add(r.name, e.name, "-", "", "", "", "", "", e.note)
				continue
			}
			least, most := e.extremes()
			t.Add(r.name, e.name, seconds(e.cpu()), seconds(least), seconds(most), times(e.ratio(r.find("floor"))),
				fmt.Sprintf("%.0f", e.memory()), e.goal.String(), r.verdict(e))
		}
	}
	return t
}

// overview is the table for the document, a line for each row of work.
func overview(rows []row) *report.Table {
	t := &report.Table{Head: []string{"work", "floor", "imaplib", "go-imap v2", "others", "`raw`", "`text`", "other views"}}
	for i := range rows {
		r := &rows[i]
		cell := func(name string) string { return strings.TrimPrefix(r.cells(name), name+" ") }
		t.Add(r.title, cell("floor"), cell("imaplib"), cell("go-imap"), r.cells("curl", "nc"),
			cell("raw"), cell("text"), r.cells("tuple", "json"))
	}
	return t
}

// cells are the costs of some entries of a row, "name seconds / MiB" each.
func (r *row) cells(names ...string) string {
	var list []string
	for _, name := range names {
		switch e := r.find(name); {
		case e == nil:
		case e.note != "":
			list = append(list, name+" -")
		default:
			list = append(list, fmt.Sprintf("%s %s / %.0f", name, seconds(e.cpu()), e.memory()))
		}
	}
	return strings.Join(list, ", ")
}

// goals is the table of what was to be reached, with the verdicts.
func goals(rows []row) *report.Table {
	t := &report.Table{Head: []string{"work", "view", "CPU", "goal", "MiB", "goal", ""}}
	for i := range rows {
		r := &rows[i]
		for k := range r.entries {
			e := &r.entries[k]
			if e.goal == (goal{}) {
				continue
			}
			cpu, memory := "-", "-"
			if e.note == "" {
				cpu = times(e.ratio(r.find(e.goal.against))) + " " + e.goal.against
				memory = fmt.Sprintf("%.1f", e.memory())
			}
			t.Add(r.title, "`"+e.name+"`", cpu, e.goal.cpu(), memory, e.goal.peak(), r.verdict(e))
		}
	}
	return t
}

// notes says why entries are not in the table.
func notes(rows []row) string {
	why := map[string][]string{} // reason -> entries
	for i := range rows {
		for _, e := range rows[i].entries {
			if e.note != "" {
				why[e.note] = append(why[e.note], e.name+" in "+rows[i].name)
			}
		}
	}
	var lines []string
	for reason, entries := range why {
		lines = append(lines, "- "+strings.Join(entries, ", ")+": "+reason)
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// chart draws each row's CPU time in multiples of the floor's.
func chart(rows []row) report.Bars {
	names := []string{"imaplib", "go-imap", "curl", "nc", "raw", "text", "tuple", "json"}
	c := report.Bars{Title: "CPU time in multiples of the floor program's (line: the goal)", Series: names, Base: 1, Mark: 1.5, Unit: "×"}
	for i := range rows {
		r := &rows[i]
		name, _, _ := strings.Cut(strings.ReplaceAll(strings.TrimPrefix(r.title, "print "), "`", ""), ",")
		name, _, _ = strings.Cut(name, ":")
		group := report.Group{Name: name}
		for _, name := range names {
			value := 0.0
			if e := r.find(name); e != nil && e.note == "" {
				value = e.ratio(r.find("floor"))
			}
			group.Values = append(group.Values, value)
		}
		c.Groups = append(c.Groups, group)
	}
	return c
}

// verdict says whether an entry kept within its goal.
func (r *row) verdict(e *entry) string {
	if e.goal == (goal{}) {
		return ""
	}
	against := r.find(e.goal.against)
	if e.note != "" || against == nil || against.note != "" {
		return "not measured"
	}
	// What a table cannot show is not held against anybody.
	if e.ratio(against) > e.goal.ratio*1.005 || e.goal.memory > 0 && e.memory() > e.goal.memory+0.05 {
		return "not met"
	}
	return "met"
}

func (g goal) String() string {
	if g == (goal{}) {
		return ""
	}
	return strings.TrimSuffix(g.cpu()+", "+g.peak(), ", ")
}

func (g goal) cpu() string { return fmt.Sprintf("≤ %.3g × %s", g.ratio, g.against) }

func (g goal) peak() string {
	if g.memory == 0 {
		return ""
	}
	return fmt.Sprintf("≤ %g", g.memory)
}

func seconds(s float64) string {
	switch {
	case s >= 1:
		return fmt.Sprintf("%.1f", s)
	case s >= 0.1:
		return fmt.Sprintf("%.2f", s)
	}
	return fmt.Sprintf("%.3f", s)
}

func times(ratio float64) string {
	if ratio == 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f ×", ratio)
}

// extremes are the least and the most CPU time of an entry's runs.
func (e *entry) extremes() (least, most float64) {
	for i, c := range e.costs {
		if i == 0 || c.cpu < least {
			least = c.cpu
		}
		most = max(most, c.cpu)
	}
	return least, most
}
