package repl

import (
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"imapsh/repl/command"
)

// Usage is the text of --help.
//
//go:embed usage.txt
var Usage string

// Flags are what the command line says beside a [Config].
type Flags struct {
	Config
	Demo string // "", "true", "login" or "fault:NAME"
	// DemoMailbox is the path of mail for the practice server to show; it implies
	// Demo.
	DemoMailbox string
	Init        bool
	Version     bool
	Help        bool
}

// reserved are first words that will be programs beside the shell.
var reserved = []string{"check", "lint", "explain"}

// ParseFlags reads a command line. Flags may follow the target.
func ParseFlags(args []string) (*Flags, error) {
	f := &Flags{}
	if len(args) > 0 && args[0] == "diagnose" {
		f.Diagnose, args = true, args[1:]
	}
	if len(args) > 0 && slices.Contains(reserved, args[0]) {
		return nil, &usageError{fmt.Sprintf("%s is kept for a program still to come; a host of that name is %s:993", args[0], args[0])}
	}
	fs := flag.NewFlagSet("imapsh", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.Usage = func() {}
	f.define(fs)
	for {
		if err := fs.Parse(args); err != nil {
			return nil, &usageError{err.Error() + "; imapsh --help lists the flags"}
		}
		if fs.NArg() == 0 {
			if f.DemoMailbox != "" && f.Demo == "" {
				f.Demo = "true"
			}
			return f, f.check()
		}
		if f.Target != "" {
			return nil, &usageError{fmt.Sprintf("two targets: %s and %s", command.MaskTarget(f.Target), command.MaskTarget(fs.Arg(0)))}
		}
		f.Target, args = fs.Arg(0), fs.Args()[1:]
	}
}

func (f *Flags) define(fs *flag.FlagSet) {
	fs.Var((*demoFlag)(&f.Demo), "demo", "")
	fs.Var((*listFlag)(&f.Commands), "c", "")
	for name, p := range map[string]*string{
		"demo-mailbox": &f.DemoMailbox, "f": &f.File, "u": &f.User, "as": &f.ActAs, "password-command": &f.PasswordCommand,
		"password-file": &f.PasswordFile, "token-command": &f.TokenCommand, "auth": &f.Auth, "tls": &f.TLS,
		"ca": &f.CAFile, "cert": &f.CertFile, "key": &f.KeyFile, "servername": &f.ServerName, "pin": &f.Pin,
		"exec": &f.Exec, "unix": &f.Unix, "proxy": &f.Proxy, "o": &f.Format, "trace": &f.TraceFile, "color": &f.Color,
	} {
		fs.StringVar(p, name, "", "")
	}
	for name, p := range map[string]*bool{
		"insecure": &f.Insecure, "insecure-auth": &f.ClearAuth, "compress": &f.Compress, "ro": &f.ReadOnly,
		"rw": &f.ReadWrite, "y": &f.Yes, "x": &f.Echo, "q": &f.Quiet, "v": &f.Verbose, "keep-going": &f.KeepGoing,
		"pipeline": &f.Pipeline, "no-rc": &f.NoRC, "no-history": &f.NoHistory, "version": &f.Version,
		"help": &f.Help, "h": &f.Help, "init": &f.Init,
	} {
		fs.BoolVar(p, name, false, "")
	}
	fs.BoolFunc("json", "", func(string) error { f.Format = "json"; return nil })
	fs.DurationVar(&f.Timeout, "timeout", 0, "")
	fs.DurationVar(&f.ConnectTimeout, "connect-timeout", 0, "")
	fs.IntVar(&f.Debug, "debug", 0, "")
}

// check refuses values that no flag can have.
func (f *Flags) check() error {
	oneOf := func(name, value string, choices ...string) error {
		for _, c := range choices {
			if value == c || value == "" {
				return nil
			}
		}
		return &usageError{fmt.Sprintf("--%s is one of %s, not %q", name, strings.Join(choices, ", "), value)}
	}
	switch {
	case f.Timeout < 0 || f.ConnectTimeout < 0:
		return &usageError{"a timeout is a time above 0, such as 30s"}
	case f.Debug < 0 || f.Debug > 5:
		return &usageError{"--debug is a level from 0 to 5"}
	case f.ReadOnly && f.ReadWrite:
		return &usageError{"--ro and --rw exclude each other"}
	case f.Demo != "" && f.Target != "":
		return &usageError{"--demo is a server already; leave out " + command.MaskTarget(f.Target)}
	}
	return errors.Join(
		oneOf("tls", f.TLS, "implicit", "starttls", "none"),
		oneOf("color", f.Color, "auto", "always", "never"),
	)
}

// listFlag collects a repeatable flag.
type listFlag []string

func (l *listFlag) String() string { return "" }

func (l *listFlag) Set(s string) error {
	*l = append(*l, s)
	return nil
}

// demoFlag is --demo, with or without a value.
type demoFlag string

func (d *demoFlag) String() string { return "" }

func (d *demoFlag) IsBoolFlag() bool { return true }

func (d *demoFlag) Set(s string) error {
	if s != "true" && s != "login" && !strings.HasPrefix(s, "fault:") {
		return fmt.Errorf("there is --demo, --demo=login and --demo=fault:NAME")
	}
	*d = demoFlag(s)
	return nil
}
