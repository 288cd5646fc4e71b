package command

import (
	"context"
	"strings"

	"imapsh/imap"
)

var extensionSpecs = []Spec{
	{
		Name: "enable", Group: "Extensions", States: imap.LoggedIn, Needs: "ENABLE", RFC: "RFC 5161 §3.1",
		Summary:  "switch on extensions that change how the server behaves",
		Args:     []Arg{{Name: "capability", Role: Capability, Repeated: true}},
		Examples: []Example{{"enable CONDSTORE", "response ENABLED tells what took effect"}},
		Run: func(ctx context.Context, s Session, a *Args) error {
			if c := s.Client(); c != nil && c.State() != imap.StateNonAuth && !c.Has("ENABLE") {
				return &imap.Error{Msg: "Server does not support ENABLE"}
			}
			return s.Do(ctx, imap.Enable(a.List("capability")...))
		},
	},
	{
		Name: "xatom", Group: "Extensions", States: imap.Connected,
		Summary:  "send any command by name",
		Details:  "Its untagged data is left to response.",
		Args:     []Arg{{Name: "name", Role: Text}, {Name: "argument", Role: Text, Optional: true, Repeated: true}},
		Examples: []Example{{"xatom NOOP", "as if the shell did not know it"}},
		Run: func(ctx context.Context, s Session, a *Args) error {
			name := a.Text("name")
			if name == "" || strings.ContainsAny(name, " ()\"\\{") {
				return a.errorf("name", "%q cannot be the name of a command", name)
			}
			args := a.List("argument")
			if a.Cancelled("argument") {
				args = append(args, imap.Verbatim("NIL"))
			}
			return s.Do(ctx, imap.Atom(name, args...))
		},
	},
}
