//go:build unix

package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"imapsh/imap/practice/load/report"
)

type options struct {
	rows, shell, docs string
	rounds            int
	growth, table     bool
}

func main() {
	var o options
	flag.StringVar(&o.rows, "rows", "", "only the rows whose name matches this regular expression; nothing is written to -docs then")
	flag.IntVar(&o.rounds, "rounds", 5, "how often each contestant runs")
	flag.BoolVar(&o.table, "table", true, "measure the table")
	flag.BoolVar(&o.growth, "growth", true, "measure growth with the number of messages and mailboxes")
	flag.StringVar(&o.shell, "imapsh", "", "the shell to measure, instead of one built now")
	flag.StringVar(&o.docs, "docs", "docs", "folder with performance.md, which is brought up to date; empty for none")
	flag.Parse()
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(o options) error {
	begin := time.Now()
	if _, err := os.Stat(loadRoom); err != nil {
		return fmt.Errorf("run this from the top of the repository: %w", err)
	}
	wanted, err := regexp.Compile(o.rows)
	if err != nil {
		return err
	}
	if o.rows != "" {
		o.docs = ""
	}
	s, err := newStage(o.shell)
	if err != nil {
		return err
	}
	defer s.close()
	if o.table {
		if err := s.table(o, wanted); err != nil {
			return err
		}
	}
	if o.growth {
		if err := s.growth(o, wanted); err != nil {
			return err
		}
	}
	fmt.Printf("%.0f s in all\n", time.Since(begin).Seconds())
	return nil
}

// table measures the rows and reports them.
func (s *stage) table(o options, wanted *regexp.Regexp) error {
	all, err := s.rows()
	if err != nil {
		return err
	}
	var rows []row
	for _, r := range all {
		if wanted.MatchString(r.name) {
			s.contest(&r, o.rounds)
			rows = append(rows, r)
		}
	}
	fmt.Println(detail(rows))
	if o.docs == "" {
		return nil
	}
	doc := filepath.Join(o.docs, "performance.md")
	head := fmt.Sprintf("Made by `%s`: medians of %d rounds, of the start %d; %s.\n\n", commandLine(), o.rounds, o.rounds*s.start().often, s.versions())
	if err := report.Update(doc, "table", head+overview(rows).Markdown()+"\n"+notes(rows)); err != nil {
		return err
	}
	if err := report.Update(doc, "goals", goals(rows).Markdown()); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(o.docs, "performance.svg"), []byte(chart(rows).SVG()), 0o644)
}

// commandLine is how this program was called, as one calls it from the top of
// the repository.
func commandLine() string {
	args := []string{"go run", loadRoom + "/bench"}
	flag.Visit(func(f *flag.Flag) {
		if f.Name != "imapsh" && f.Name != "docs" {
			args = append(args, "-"+f.Name+"="+f.Value.String())
		}
	})
	return strings.Join(args, " ")
}
