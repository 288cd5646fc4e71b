package command

import (
	"context"
	"strings"
)

// onOff are the words of a switch.
var onOff = []string{"on", "off"}

// option makes the Run of a switch such as \timing.
func option(name string) func(context.Context, Session, *Args) error {
	return func(_ context.Context, s Session, a *Args) error { return s.Option(name, a.Text("on|off")) }
}

var shellSpecs = []Spec{
	{
		Name: `\connect`, Group: "The shell: session", Local: true,
		Summary:  "open a connection to a URL, a host or a profile",
		Details:  "imaps://user@host/mailbox logs in and examines the mailbox; a bare host is imaps. While a connection stands, it stays, and another session is opened beside it: see \\sessions.",
		Args:     []Arg{{Name: "target", Role: Target}},
		Examples: []Example{{`\connect imaps://alice@mail.example.com`, "in another session, if one is connected"}},
		Run: func(ctx context.Context, s Session, a *Args) error {
			return s.Connect(ctx, a.Text("target"))
		},
	},
	{
		Name: `\disconnect`, Group: "The shell: session", Local: true,
		Summary:  "close the connection, saying LOGOUT where it is in step",
		Examples: []Example{{`\disconnect`, "a logout where the connection is in step"}},
		Run:      func(ctx context.Context, s Session, _ *Args) error { return s.Disconnect(ctx) },
	},
	{
		Name: `\reconnect`, Group: "The shell: session", Local: true,
		Summary:  "open the connection again, log in again and reopen the mailbox",
		Details:  "What was encrypted, compressed or enabled is so again. What has changed meanwhile is said: UIDVALIDITY, the number of messages, capabilities.",
		Examples: []Example{{`\reconnect`, "logs in and opens the mailbox again"}},
		Run:      func(ctx context.Context, s Session, _ *Args) error { return s.Reconnect(ctx) },
	},
	{
		Name: `\state`, Group: "The shell: session", Local: true,
		Summary:  "show where the session stands",
		Examples: []Example{{`\state`, "server, user, mailbox, encryption, what is stored"}},
		Run:      func(_ context.Context, s Session, _ *Args) error { return s.State() },
	},
	{
		Name: `\caps`, Group: "The shell: session", Local: true,
		Summary:  "show what the server can do, explained",
		Examples: []Example{{`\caps`, "each capability with its meaning and RFC"}},
		Run:      func(_ context.Context, s Session, _ *Args) error { return s.Capabilities() },
	},
	{
		Name: `\tls`, Group: "The shell: session", Local: true,
		Summary:  "show the TLS connection: version, cipher, certificates, pins",
		Details:  "For each certificate of the chain its subject, names, issuer, key, dates and the fingerprint that --pin takes; and the channel bindings there are for SCRAM-…-PLUS.",
		Examples: []Example{{`\tls`, "version, cipher, certificates and their fingerprints"}},
		Run:      func(_ context.Context, s Session, _ *Args) error { return s.TLS() },
	},
	{
		Name: `\diagnose`, Group: "The shell: session", Local: true,
		Summary:  "find out which layer keeps one from reading mail at a server",
		Details:  "Name, addresses, TCP, TLS, greeting, STARTTLS, mechanisms, login, namespace, quota, rights and round-trip time, each on a line with what to do if it fails. It uses connections of its own. Without a target it looks at the session's server.",
		Args:     []Arg{{Name: "target", Role: Target, Optional: true}},
		Examples: []Example{{`\diagnose imaps://alice@mail.example.com`, "a line a layer"}},
		Run:      func(ctx context.Context, s Session, a *Args) error { return s.Diagnose(ctx, a.Text("target")) },
	},
	{
		Name: `\sessions`, Group: "The shell: session", Local: true,
		Summary:  "list the connections of this shell",
		Details:  `@2 before a command runs it in session 2, \use 2 goes there.`,
		Examples: []Example{{`\sessions`, "number, user and server, state, mailbox"}},
		Run:      func(_ context.Context, s Session, _ *Args) error { return s.Sessions() },
	},
	{
		Name: `\use`, Group: "The shell: session", Local: true,
		Summary:  "send commands to another session from now on",
		Args:     []Arg{{Name: "n", Role: SessionNumber}},
		Examples: []Example{{`\use 1`, "commands go to session 1"}},
		Run:      func(_ context.Context, s Session, a *Args) error { return s.Use(a.Text("n")) },
	},
	{
		Name: "quit", Group: "The shell: session", Local: true,
		Summary:  "leave the shell, saying LOGOUT",
		Examples: []Example{{"quit", "says goodbye to the server"}},
		Run:      func(_ context.Context, s Session, _ *Args) error { return s.Quit() },
	},
	{
		Name: "exit", Group: "The shell: session", Local: true,
		Summary:  "leave the shell, saying LOGOUT",
		Examples: []Example{{"exit", "says goodbye to the server"}},
		Run:      func(_ context.Context, s Session, _ *Args) error { return s.Quit() },
	},
	{
		Name: `\q`, Group: "The shell: session", Local: true,
		Summary:  "leave the shell, saying LOGOUT",
		Examples: []Example{{`\q`, "says goodbye to the server"}},
		Run:      func(_ context.Context, s Session, _ *Args) error { return s.Quit() },
	},
}

var outputSpecs = []Spec{
	{
		Name: `\o`, Group: "The shell: output", Local: true,
		Summary:  "change the view of results",
		Details:  "text is for people, tuple is imaplib's result as a Python literal, json is one object a line, raw is the wire.",
		Args:     []Arg{{Name: "format", Role: Choice, Choices: []string{"text", "tuple", "json", "raw"}}},
		Examples: []Example{{`\o tuple`, "results as imaplib prints them"}},
		Run:      func(_ context.Context, s Session, a *Args) error { return s.SetFormat(a.Text("format")) },
	},
	{
		Name: `\decode`, Group: "The shell: output", Local: true,
		Summary:  "show literals decoded where they are text",
		Args:     []Arg{{Name: "on|off", Role: Choice, Optional: true, Choices: onOff}},
		Examples: []Example{{`\decode off`, "literals as they are"}},
		Run:      option("decode"),
	},
	{
		Name: `\pager`, Group: "The shell: output", Local: true,
		Summary:  "show help and lists that are longer than the screen page by page",
		Details:  "With the program in PAGER where it is set, else with one of the shell's own. Only on a terminal.",
		Args:     []Arg{{Name: "on|off", Role: Choice, Optional: true, Choices: onOff}},
		Examples: []Example{{`\pager off`, "help scrolls by"}},
		Run:      option("pager"),
	},
	{
		Name: `\timing`, Group: "The shell: output", Local: true,
		Summary:  "show how long commands take",
		Args:     []Arg{{Name: "on|off", Role: Choice, Optional: true, Choices: onOff}},
		Examples: []Example{{`\timing off`, "verdicts without times"}},
		Run:      option("timing"),
	},
	{
		Name: `\show`, Group: "The shell: output", Local: true,
		Summary:  "show the last result in full",
		Args:     []Arg{{Name: "n", Role: Number, Optional: true}},
		Examples: []Example{{`\show`, "the last result, nothing cut"}},
		Run: func(_ context.Context, s Session, a *Args) error {
			n, err := number(a, "n", 1)
			if err != nil {
				return err
			}
			return s.Show(n)
		},
	},
	{
		Name: `\save`, Group: "The shell: output", Local: true,
		Summary:  "save the last literal to a file",
		Details:  "An existing file is not overwritten; > FILE behind a command does that.",
		Args:     []Arg{{Name: "file", Role: File}},
		Examples: []Example{{`\save letter.eml`, "the last literal, byte for byte"}},
		Run:      func(_ context.Context, s Session, a *Args) error { return s.Save(a.Text("file")) },
	},
}

var traceSpecs = []Spec{
	{
		Name: "print_log", Group: "The shell: trace", Local: true,
		Summary:  "show what was sent and received for the last commands",
		Details:  `A number limits it to so many commands, errors to those that failed; json gives an object a line. \set log N changes how many are kept.`,
		Args:     []Arg{{Name: "n|all|errors|json", Role: Choice, Optional: true, Choices: []string{"all", "errors", "json"}}},
		Examples: []Example{{"print_log", "the last commands, secrets masked"}},
		Run:      func(_ context.Context, s Session, a *Args) error { return s.PrintLog(a.Text("n|all|errors|json")) },
	},
	{
		Name: `\trace`, Group: "The shell: trace", Local: true,
		Summary:  "show everything on the wire as it happens, or write it to a file",
		Args:     []Arg{{Name: "on|off|file", Role: Choice, Optional: true, Choices: onOff}},
		Examples: []Example{{`\trace on`, "traffic on stderr as it happens"}},
		Run:      func(_ context.Context, s Session, a *Args) error { return s.Trace(a.Text("on|off|file")) },
	},
	{
		Name: `\raw`, Group: "The shell: trace",
		Summary:  "send a line as it is, and show everything until its answer",
		Details:  `The first word is the tag; ${tag} is a fresh one. \r \n \t \xHH are escapes. Nothing is checked or quoted.`,
		Args:     []Arg{{Name: "line", Role: Rest}},
		Examples: []Example{{`\raw ${tag} NOOP`, "a command built by hand"}},
		Run:      func(ctx context.Context, s Session, a *Args) error { return s.Raw(ctx, a.Text("line")) },
	},
}

var scriptSpecs = []Spec{
	{
		Name: `\i`, Group: "The shell: scripts", Local: true,
		Summary:  "run the lines of a file",
		Args:     []Arg{{Name: "file", Role: File}},
		Examples: []Example{{`\i morning.imap`, "the lines of that file"}},
		Run:      func(ctx context.Context, s Session, a *Args) error { return s.Include(ctx, a.Text("file")) },
	},
	{
		Name: `\set`, Group: "The shell: scripts", Local: true,
		Summary: "set a variable, used as ${name}, or an option of the shell",
		Details: "Without arguments it lists what is set. The options of the shell: confirm, decode, format, live, log, pager, prompt, timing. live keeps the connection in IDLE while the prompt waits. " +
			"In prompt, %s is who and where, %u the user, %h the host, %m the mailbox, %r [ro], %n its messages, %b these three behind a blank, " +
			"%t the state, %i the session's number, %! a ! where anybody can listen, %% a %; an empty one is the usual: %s%b%!> ",
		Args:     []Arg{{Name: "name", Role: Variable, Optional: true}, {Name: "value", Role: Text, Optional: true, Repeated: true}},
		Examples: []Example{{`\set box INBOX`, "then: select ${box}"}},
		Run: func(_ context.Context, s Session, a *Args) error {
			return s.Set(a.Text("name"), a.Text("value"))
		},
	},
	{
		Name: `\unset`, Group: "The shell: scripts", Local: true,
		Summary:  "forget a variable",
		Args:     []Arg{{Name: "name", Role: Variable}},
		Examples: []Example{{`\unset box`, "${box} is an error then"}},
		Run:      func(_ context.Context, s Session, a *Args) error { return s.Unset(a.Text("name")) },
	},
	{
		Name: `\echo`, Group: "The shell: scripts", Local: true,
		Summary:  "print the words",
		Args:     []Arg{{Name: "word", Role: Text, Optional: true, Repeated: true}},
		Examples: []Example{{`\echo hello`, "to stdout, in every view"}},
		Run: func(_ context.Context, s Session, a *Args) error {
			s.Echo(strings.Join(a.Texts("word"), " "))
			return nil
		},
	},
	{
		Name: `\repeat`, Group: "The shell: scripts", Local: true,
		Summary:  "run a command a number of times",
		Args:     []Arg{{Name: "n", Role: Number}, {Name: "command", Role: CommandLine}},
		Examples: []Example{{`\repeat 3 noop`, "three round trips"}},
		Run: func(ctx context.Context, s Session, a *Args) error {
			n, err := number(a, "n", 1)
			if err != nil {
				return err
			}
			for range n {
				if err := s.RunLine(ctx, a.Text("command")); err != nil {
					return err
				}
			}
			return nil
		},
	},
}

var learningSpecs = []Spec{
	{
		Name: "help", Group: "The shell: learning", Local: true,
		Summary:  "explain a command or topic, or list all commands",
		Args:     []Arg{{Name: "word", Role: CommandName, Optional: true, Repeated: true}},
		Examples: []Example{{"help fetch", "syntax, meaning, states, capability, RFC and an example"}},
		Run:      func(_ context.Context, s Session, a *Args) error { return s.Help(a.Text("word")) },
	},
}

var otherSpecs = []Spec{
	{
		Name: `\history`, Group: "The shell: other", Local: true,
		Summary:  "show what was typed, all of it or what matches",
		Args:     []Arg{{Name: "/pattern/", Role: Text, Optional: true}},
		Examples: []Example{{`\history /fetch/`, "what was typed and holds fetch"}},
		Run:      func(_ context.Context, s Session, a *Args) error { return s.History(a.Text("/pattern/")) },
	},
	{
		Name: `\alias`, Group: "The shell: other", Local: true,
		Summary:  `make \name stand for a line`,
		Details:  "Without arguments it lists the aliases. Words behind the alias are added to the line.",
		Args:     []Arg{{Name: "name", Role: Text, Optional: true}, {Name: "line", Role: Rest, Optional: true}},
		Examples: []Example{{`\alias unread search unseen`, `then: \unread`}},
		Run: func(_ context.Context, s Session, a *Args) error {
			return s.Alias(strings.TrimPrefix(a.Text("name"), `\`), a.Text("line"))
		},
	},
}
