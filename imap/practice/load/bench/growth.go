//go:build unix

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"

	"imapsh/imap/practice/load/report"
)

const (
	growthTotal  = 1_000_000 // responses in each measurement, in one command or many
	growthRounds = 2
)

var growthSizes = []int{100, 10_000, growthTotal}

// growth measures the cost of a response in answers of different sizes. Small
// answers are asked for so often that the number of responses is the same; the
// round trip of each command is then part of their cost, as the floor shows.
func (s *stage) growth(o options, wanted *regexp.Regexp) error {
	t := &report.Table{Head: []string{"what", "program", "10² ns", "10⁴ ns", "10⁶ ns", "10² MiB", "10⁴ MiB", "10⁶ MiB"}}
	picture := report.Lines{Title: "CPU time for each response, solid: messages, dashed: mailboxes", XLabel: "number in one answer", YLabel: "ns"}
	for _, kind := range []string{"messages", "mailboxes"} {
		if !wanted.MatchString(kind) {
			continue
		}
		var rows []row
		for _, size := range growthSizes {
			r, err := s.growthRow(kind, size)
			if err != nil {
				return err
			}
			s.contest(&r, min(growthRounds, o.rounds))
			rows = append(rows, r)
		}
		for _, e := range rows[0].entries {
			times, memory := []string{}, []string{}
			line := report.Line{Name: e.name, Dashed: kind == "mailboxes"}
			for i, size := range growthSizes {
				found := rows[i].find(e.name)
				if found.note != "" {
					times, memory = append(times, "-"), append(memory, "-")
					fmt.Printf("%s, %s: %s\n", rows[i].name, e.name, found.note)
					continue
				}
				ns := found.cpu() * 1e9 / growthTotal
				times = append(times, fmt.Sprintf("%.0f", ns))
				memory = append(memory, fmt.Sprintf("%.1f", found.memory()))
				line.X, line.Y = append(line.X, float64(size)), append(line.Y, ns)
			}
			t.Add(append(append([]string{kind, e.name}, times...), memory...)...)
			if len(line.X) > 0 {
				picture.Lines = append(picture.Lines, line)
			}
		}
	}
	fmt.Println(t)
	if o.docs == "" || len(t.Rows) == 0 {
		return nil
	}
	if err := report.Update(filepath.Join(o.docs, "performance.md"), "growth", t.Markdown()); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(o.docs, "performance-growth.svg"), []byte(picture.SVG()), 0o644)
}

// growthRow is about growthTotal responses of one kind in answers of size.
func (s *stage) growthRow(kind string, size int) (row, error) {
	w := work{repeat: growthTotal / size}
	floor, line, python, peer := `LIST "" *`, "list", []string{"list"}, "list"
	if kind == "messages" {
		w.mailbox = "flags-" + strconv.Itoa(size)
		floor, line, python, peer = "FETCH 1:* (FLAGS UID)", "fetch 1:* (FLAGS UID)", []string{"fetch", "1:*", "(FLAGS UID)"}, "flags"
	} else {
		w.user = "boxes-" + strconv.Itoa(size)
	}
	const least = 26 * growthTotal
	r := row{name: fmt.Sprintf("%s %d", kind, size), entries: []entry{
		s.floor(w, floor).printing(least), s.imaplib(w, python...), s.goimap(w, peer),
	}}
	for _, view := range []string{"raw", "text"} {
		e, err := s.script(view, w, "", line)
		if err != nil {
			return r, err
		}
		r.entries = append(r.entries, e.printing(least))
	}
	return r, nil
}
