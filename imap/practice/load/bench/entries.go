//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// An entry is a contestant in a row: how it is called there, what it must
// have done, what it may cost, and what it did cost.
type entry struct {
	name    string // of the contestant, or of the shell's view
	args    []string
	script  string // file for standard input, "" for none
	prints  int64  // bytes to be printed at least
	saves   string // file that is written
	size    int64  // its bytes at least
	sends   int64  // commands at least
	goal    goal
	missing string // why the contestant is not there

	costs []cost // of each round
	note  string // why there are none
}

// A goal is an upper bound; zero values are none.
type goal struct {
	against string  // entry that the CPU time is compared with
	ratio   float64 // CPU time in multiples of that entry's
	memory  float64 // peak MiB
}

// work is what all contestants of a row are told to do.
type work struct {
	user    string // "" for the usual one
	mailbox string // "" for none
	repeat  int    // 0 is once
	file    string // literals go there instead of standard output
}

func (s *stage) floor(w work, args ...string) entry {
	call := []string{s.program["floor"]}
	if w.user != "" {
		call = append(call, "-user", w.user)
	}
	if w.mailbox != "" {
		call = append(call, "-examine", w.mailbox)
	}
	if w.repeat > 0 {
		call = append(call, "-repeat", strconv.Itoa(w.repeat))
	}
	if w.file != "" {
		call = append(call, "-literals", w.file)
	}
	options, commands := args[:len(args)-1], args[len(args)-1]
	call = append(append(call, options...), s.plain, commands)
	return entry{name: "floor", args: call}
}

func (s *stage) imaplib(w work, args ...string) entry {
	call := []string{s.program["imaplib"], filepath.Join("imap", "practice", "load", "drivers", "with_imaplib.py")}
	if w.user != "" {
		call = append(call, "--user", w.user)
	}
	if w.mailbox != "" {
		call = append(call, "--examine", w.mailbox)
	}
	if w.repeat > 0 {
		call = append(call, "--repeat", strconv.Itoa(w.repeat))
	}
	if w.file != "" {
		call = append(call, "--save", w.file)
	}
	call = append(append(call, s.plain), args...)
	return entry{name: "imaplib", args: call, missing: s.missing["imaplib"]}
}

func (s *stage) goimap(w work, name string) entry {
	call := []string{s.program["go-imap"]}
	if w.user != "" {
		call = append(call, "-user", w.user)
	}
	if w.mailbox != "" {
		call = append(call, "-examine", w.mailbox)
	}
	if w.repeat > 0 {
		call = append(call, "-repeat", strconv.Itoa(w.repeat))
	}
	return entry{name: "go-imap", args: append(call, s.plain, name), missing: s.missing["go-imap"]}
}

func (s *stage) curl(args ...string) entry {
	return entry{name: "curl", args: append([]string{s.program["curl"], "-sS"}, args...), missing: s.missing["curl"]}
}

// nc sends lines ahead and saves all that comes.
func (s *stage) nc(file string, lines ...string) entry {
	host, port, _ := strings.Cut(s.plain, ":")
	send := "printf '" + strings.Join(lines, `\r\n`) + `\r\n'`
	return entry{
		name: "nc", missing: s.missing["nc"],
		args: []string{"/bin/sh", "-c", send + " | " + s.program["nc"] + " " + host + " " + port + " >" + file},
	}
}

// shell runs lines with -c, after the login and the mailbox; further flags
// may come with them, before the first that is none.
func (s *stage) shell(view string, w work, args ...string) entry {
	return s.shellAt("imap://"+s.plain, view, w, args...)
}

func (s *stage) shellAt(url, view string, w work, args ...string) entry {
	call := []string{s.program["imapsh"], "--no-rc", "--no-history", "-q", "-o", view}
	for len(args) > 0 && strings.HasPrefix(args[0], "-") {
		call, args = append(call, strings.Fields(args[0])...), args[1:]
	}
	for _, line := range append(w.opening(), args...) {
		call = append(call, "-c", line)
	}
	return entry{name: view, args: append(call, url), missing: s.missing["imapsh"]}
}

// script runs the same lines from standard input, repeated.
func (s *stage) script(view string, w work, flag, line string) (entry, error) {
	call := []string{s.program["imapsh"], "--no-rc", "--no-history", "-q", "-o", view}
	if flag != "" {
		call = append(call, flag)
	}
	e := entry{name: view, args: append(call, "imap://"+s.plain), missing: s.missing["imapsh"]}
	file, err := os.CreateTemp(s.dir, "script-")
	if err != nil {
		return e, err
	}
	defer file.Close()
	e.script = file.Name()
	_, err = file.WriteString(strings.Join(w.opening(), "\n") + "\n" + strings.Repeat(line+"\n", w.repeat))
	return e, err
}

// opening are the shell's lines before the work.
func (w work) opening() []string {
	user := w.user
	if user == "" {
		user = "u"
	}
	lines := []string{"login " + user + " p"}
	if w.mailbox != "" {
		lines = append(lines, "examine "+w.mailbox)
	}
	return lines
}

// printing sets what must be printed at least.
func (e entry) printing(size int64) entry {
	e.prints = size
	return e
}

// saving sets which file must be written, with how many bytes.
func (e entry) saving(file string, size int64) entry {
	e.saves, e.size = file, size
	return e
}

// sending sets how many commands the server must have seen.
func (e entry) sending(commands int64) entry {
	e.sends = commands
	return e
}

// within sets the goal.
func (e entry) within(against string, ratio, memory float64) entry {
	e.goal = goal{against, ratio, memory}
	return e
}
