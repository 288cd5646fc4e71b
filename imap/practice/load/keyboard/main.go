//go:build unix

package main

import (
	"flag"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"

	"imapsh/imap/practice/load"
	"imapsh/imap/practice/load/report"
)

func main() {
	rows := flag.String("rows", "", "only the rows whose name matches this regular expression; nothing is written to -docs then")
	shell := flag.String("imapsh", "", "the shell to measure, instead of one built now")
	docs := flag.String("docs", "docs", "folder with performance.md, which is brought up to date; empty for none")
	flag.Parse()
	if *rows != "" {
		*docs = ""
	}
	if err := run(*rows, *shell, *docs); err != nil {
		fmt.Fprintln(os.Stderr, "keyboard:", err)
		os.Exit(1)
	}
}

func run(rows, shell, docs string) error {
	wanted, err := regexp.Compile(rows)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "imapsh-keyboard-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	p := &prober{dir: dir, shell: shell, bare: filepath.Join(dir, "bare")}
	if err := build(p.bare, "./imap/practice/load/keyboard/bare"); err != nil {
		return err
	}
	if p.shell == "" {
		p.shell = filepath.Join(dir, "imapsh")
		if err := build(p.shell, "."); err != nil {
			return err
		}
	}
	p.bash, _ = exec.LookPath("bash") // "" is none

	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	var server load.Server
	defer server.Close()
	go server.Serve(l)
	p.address = l.Addr().String()

	t := &report.Table{Head: []string{"what", "imapsh", "for comparison", "goal", ""}}
	for _, row := range probes {
		if !wanted.MatchString(row.name) {
			continue
		}
		fmt.Fprintln(os.Stderr, row.name)
		t.Add(p.line(row)...)
	}
	fmt.Println(t)
	if docs == "" {
		return nil
	}
	return report.Update(filepath.Join(docs, "performance.md"), "keyboard", t.Markdown())
}

func build(path, pkg string) error {
	out, err := exec.Command("go", "build", "-o", path, pkg).CombinedOutput()
	if err != nil {
		return fmt.Errorf("go build %s: %w\n%s", pkg, err, out)
	}
	return nil
}

// line measures one row of the table.
func (p *prober) line(row probe) []string {
	found, err := row.measure(p)
	switch {
	case err != nil:
		return []string{row.title, "-", "", row.goal, "not measured: " + err.Error()}
	case found.met:
		return []string{row.title, found.shell, found.others, row.goal, "met"}
	}
	return []string{row.title, found.shell, found.others, row.goal, "not met"}
}
