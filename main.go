// Command imapsh is an interactive shell for IMAP.
package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"syscall"

	"golang.org/x/term"

	"imapsh/imap/practice"
	"imapsh/imap/practice/seed"
	"imapsh/repl"
	_ "imapsh/repl/onecpu" // before anything else runs
)

// version is set when a release is built.
var version = "devel"

func main() { os.Exit(run(os.Args[1:])) }

// run is the program; it returns the exit status.
func run(args []string) int {
	if len(args) > 0 && args[0] == "help" {
		return repl.HelpMain(args[1:], os.Stdout, os.Stderr)
	}
	if len(args) > 0 && args[0] == "serve" {
		runtime.SetDefaultGOMAXPROCS()
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
		defer stop()
		return practice.ServeMain(ctx, args[1:], os.Stdout, os.Stderr)
	}
	f, err := repl.ParseFlags(args)
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, "imapsh:", err)
		return repl.ExitStatus(err)
	case f.Help:
		fmt.Print(repl.Usage)
		return 0
	case f.Version:
		fmt.Println("imapsh", version)
		return 0
	case f.Init:
		said, err := repl.InitConfig(os.Getenv)
		if err != nil {
			fmt.Fprintln(os.Stderr, "imapsh:", err)
			return repl.ExitStatus(err)
		}
		fmt.Println(said)
		return 0
	}
	cfg := f.Config
	cfg.Version = version
	cfg.Stdin, cfg.Stdout, cfg.Stderr, cfg.Getenv = os.Stdin, os.Stdout, os.Stderr, environment()
	cfg.StdinTerminal = term.IsTerminal(int(os.Stdin.Fd()))
	cfg.StdoutTerminal = term.IsTerminal(int(os.Stdout.Fd()))
	cfg.StderrTerminal = term.IsTerminal(int(os.Stderr.Fd()))
	if f.Demo != "" {
		server, user, err := demo(f.Demo, f.DemoMailbox)
		if err != nil {
			fmt.Fprintln(os.Stderr, "imapsh:", err)
			return repl.StatusUsage
		}
		defer server.Close()
		cfg.DemoUser = user
		cfg.Demo = func(context.Context) (net.Conn, error) { return server.Pipe(), nil }
		if user == "" { // who is logged in from the start cannot say STARTTLS
			cfg.DemoTrust = server.CertPool
		}
	}
	session, err := repl.New(cfg)
	if err != nil {
		fmt.Fprintln(os.Stderr, "imapsh:", err)
		return repl.ExitStatus(err)
	}
	return session.Main(context.Background())
}

// environment is os.Getenv that knows the password which programs run by the
// shell no longer see.
func environment() func(string) string {
	const secret = "IMAPSH_PASSWORD"
	password := os.Getenv(secret)
	_ = os.Unsetenv(secret) // fails for names that cannot be set only
	return func(name string) string {
		if name == secret {
			return password
		}
		return os.Getenv(name)
	}
}

// demo makes the practice server of --demo: with alice logged in, at its
// greeting, or with a fault; with mail of one's own if mailbox is its path.
func demo(kind, mailbox string) (server *practice.Server, user string, err error) {
	opts := practice.Options{}
	if mailbox != "" {
		mail, err := seed.Load(mailbox)
		if err != nil {
			return nil, "", err
		}
		opts.Mail = &mail
	}
	switch name, isFault := strings.CutPrefix(kind, "fault:"); {
	case isFault:
		fault, err := practice.LoadFault(name)
		if err != nil {
			return nil, "", err
		}
		opts.Fault = &fault
	case kind != "login":
		opts.PreAuth = "alice"
	}
	return practice.New(opts), opts.PreAuth, nil
}
