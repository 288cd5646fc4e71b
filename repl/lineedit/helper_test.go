//go:build unix

package lineedit_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"imapsh/repl/lineedit"
)

// The tests press keys at a small shell in a terminal of its own: this test
// binary, started again with helperEnv set. Try it by hand:
//
//	go test -c -o /tmp/lineedit.test ./repl/lineedit && LINEEDIT_HELPER=shell /tmp/lineedit.test
const helperEnv = "LINEEDIT_HELPER"

func TestMain(m *testing.M) {
	switch os.Getenv(helperEnv) {
	case "":
		os.Exit(m.Run())
	case "shell":
		os.Exit(runShell())
	case "jobs":
		os.Exit(runJobs())
	}
	os.Exit(2)
}

// lines is a history.
type lines []string

func (h lines) Len() int        { return len(h) }
func (h lines) At(i int) string { return h[i] }

func (h lines) Search(query string, before int) (int, bool) {
	for i := before - 1; i >= 0; i-- {
		if strings.Contains(strings.ToLower(h[i]), strings.ToLower(query)) {
			return i, true
		}
	}
	return 0, false
}

var colours = lineedit.Styles{
	"command": "34", "error": "31",
	lineedit.StyleHint: "90", lineedit.StyleDescription: "36", lineedit.StyleDimmed: "2",
	lineedit.StyleSelected: "7", lineedit.StyleMatch: "4", lineedit.StyleNote: "33",
}

var commands = []lineedit.Candidate{
	{Insert: "select ", Display: "select", Description: "open a mailbox"},
	{Insert: "send ", Display: "send", Description: "give a literal's bytes"},
	{Insert: "setacl ", Display: "setacl", Description: "grant rights", Dimmed: true, Reason: "the server has no ACL"},
	{Insert: "fetch ", Display: "fetch", Description: "read messages"},
	{Insert: "status ", Display: "status", Description: "ask about a mailbox"},
}

// demo is the shell's knowledge. Words that tests complete:
//
//	箱⇥ 箱子, 箱根: wide candidates · longname⇥ wider than any screen · many⇥ 300
//	late⇥ nothing until the control channel says "late" · evil⇥ escape sequences
//	panic⇥ a completer that fails
type demo struct {
	late chan struct{}
	ed   lineedit.Editor
}

func (d *demo) complete(line string, cursor int) lineedit.Completion {
	from := strings.LastIndexByte(line[:cursor], ' ') + 1
	word := line[from:cursor]
	c := lineedit.Completion{From: from, To: cursor}
	add := func(insert, description string) {
		if strings.HasPrefix(insert, word) {
			c.Candidates = append(c.Candidates, lineedit.Candidate{Insert: insert, Description: description})
		}
	}
	switch {
	case strings.HasPrefix(word, "箱"):
		add("箱子", "box")
		add("箱根", "Hakone")
		add("箱庭", "miniature garden")
	case word == "longname":
		add("longname"+strings.Repeat("箱", 300), "")
		add("longname"+strings.Repeat("x", 300), "d")
	case word == "many":
		for i := range 300 {
			add("many"+strconv.Itoa(1000+i), "")
		}
	case word == "described":
		for i := range 60 {
			add("described"+strconv.Itoa(100+i), "number "+strconv.Itoa(i))
		}
	case strings.HasPrefix(word, "late"):
		select {
		case <-d.late:
			add("later", "")
			add("latest", "")
		default:
			c.Pending = true
		}
	case word == "evil":
		add("evil\x1b[31m\x1b]0;title\x07", "a\nb\u202e")
		add("evil2", "\u009bplain")
	case word == "panic":
		panic("the completer failed")
	case word == "nothing":
		c.Note = "no mailbox begins like this"
	case from == 0:
		for _, o := range commands {
			if strings.HasPrefix(o.Insert, word) {
				c.Candidates = append(c.Candidates, o)
			}
		}
	}
	return c
}

func (d *demo) hint(line string, cursor int) lineedit.Hint {
	switch line {
	case "select":
		return lineedit.Hint{Show: " mailbox [(parameters)]"}
	case "select I":
		return lineedit.Hint{Show: "NBOX", Accept: "NBOX"}
	case "fetch":
		return lineedit.Hint{Show: " 1:* (FLAGS)", Accept: " 1:* (FLAGS)"}
	case "evil":
		return lineedit.Hint{Show: "\x1b[31mred\nmore", Accept: "x"}
	}
	return lineedit.Hint{}
}

func (d *demo) highlight(line string) []lineedit.Span {
	word, _, _ := strings.Cut(line, " ")
	for _, c := range commands {
		if c.Display == word {
			return []lineedit.Span{{From: 0, To: len(word), Class: "command"}}
		}
	}
	return nil
}

func (d *demo) help(line string, cursor int) lineedit.Text {
	return lineedit.Text{{Text: "help for " + strconv.Quote(line) + " at " + strconv.Itoa(cursor), SGR: "1"}}
}

func runShell() int {
	d := &demo{late: make(chan struct{})}
	cfg := lineedit.Config{
		Complete: d.complete, Hint: d.hint, Highlight: d.highlight, Help: d.help,
		History: lines{"select INBOX", "fetch 1 FLAGS", "login alice ***", "fetch 2 (UID BODY[TEXT])", "select \"My Box\"", "noop"},
	}
	if os.Getenv("NO_COLOR") == "" {
		cfg.Styles = colours
	}
	ed, err := lineedit.New(cfg)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	d.ed = ed
	defer ed.Restore()
	defer ed.Close()
	go obey(d, ed)
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGTERM, syscall.SIGHUP)
	go func() {
		<-hangups
		ed.Restore()
		os.Exit(3)
	}()
	prompt := lineedit.Plain("> ")
	if p := os.Getenv("PROMPT"); p != "" {
		prompt = lineedit.Text{{Text: p, SGR: "32"}}
	}
	fmt.Println("ready")
	for {
		line, err := ed.ReadLine(prompt)
		switch {
		case errors.Is(err, lineedit.ErrInterrupt):
			fmt.Println("interrupted")
			continue
		case err == io.EOF:
			stty := exec.Command("stty", "-a")
			stty.Stdin = os.Stdin
			if mode, _ := stty.Output(); strings.Contains(string(mode), "-icanon") { // fails off a terminal
				fmt.Println("the terminal is still raw")
			}
			fmt.Println("end")
			return 0
		case err != nil:
			fmt.Println("error", err)
			return 1
		}
		run(ed, line)
	}
}

func run(ed lineedit.Editor, line string) {
	switch line {
	case "secret":
		s, err := ed.ReadSecret("Password: ")
		fmt.Printf("secret %d bytes, %v\n", len(s), err)
	case "watch":
		stops, done := ed.Watch(true)
		fmt.Println("watching")
		for s := range stops {
			fmt.Println("stop", s)
			if s == lineedit.StopEnter {
				break
			}
		}
		done()
	case "watch and ask":
		stops, done := ed.Watch(true)
		defer done()
		run(ed, "secret")
		name, err := ed.ReadLine(lineedit.Plain("Name: "))
		fmt.Printf("name %s, %v\n", name, err)
		fmt.Println("stop", <-stops)
		done()
	case "cat":
		b, _ := bufio.NewReader(os.Stdin).ReadString('\n')
		fmt.Printf("cat %q\n", b)
	case "crash":
		panic("on purpose")
	default:
		if len(line) > 200 {
			fmt.Printf("got %d bytes\n", len(line))
			return
		}
		fmt.Printf("got %q\n", line)
	}
}

// obey does what the test says on file descriptor 3, while a line is being typed
// or not.
func obey(d *demo, ed lineedit.Editor) {
	ctl := bufio.NewScanner(os.NewFile(3, "control"))
	for ctl.Scan() {
		verb, text, _ := strings.Cut(ctl.Text(), " ")
		switch verb {
		case "print":
			ed.Print(lineedit.Text{{Text: text, SGR: "33"}})
		case "rendered":
			s, _ := strconv.Unquote(text)
			ed.PrintRendered(s)
		case "prompt":
			ed.SetPrompt(lineedit.Text{{Text: text, SGR: "32"}})
		case "flood":
			for i := range 200 {
				ed.Print(lineedit.Plain("flood " + strconv.Itoa(i)))
			}
		case "late":
			close(d.late)
			ed.Update()
		case "close":
			ed.Close()
		}
	}
}

// runJobs is a shell with job control, of which it does the least: it runs the
// other helper in a process group of its own, says when that stops, and brings it
// back when "fg" is typed.
func runJobs() int {
	signal.Ignore(syscall.SIGTTOU)
	os.Setenv(helperEnv, "shell")
	self, _ := os.Executable()
	p, err := os.StartProcess(self, []string{self}, &os.ProcAttr{
		Files: []*os.File{os.Stdin, os.Stdout, os.Stderr, os.NewFile(3, "control")},
		Sys:   &syscall.SysProcAttr{Setpgid: true, Foreground: true, Ctty: 0},
	})
	if err != nil {
		fmt.Println(err)
		return 1
	}
	in := bufio.NewReader(os.Stdin)
	for {
		var status syscall.WaitStatus
		if _, err := syscall.Wait4(p.Pid, &status, syscall.WUNTRACED, nil); err != nil {
			fmt.Println(err)
			return 1
		}
		if !status.Stopped() {
			fmt.Println("job done")
			return 0
		}
		foreground(syscall.Getpgrp())
		fmt.Println("[stopped]")
		in.ReadString('\n')
		foreground(p.Pid)
		syscall.Kill(-p.Pid, syscall.SIGCONT)
	}
}
