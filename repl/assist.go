package repl

import (
	"os"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"

	"imapsh/completion"
	"imapsh/imap"
	"imapsh/imap/protocol"
	"imapsh/imap/secret"
	"imapsh/repl/command"
	"imapsh/repl/lineedit"
	"imapsh/repl/render"
	"imapsh/repl/words"
)

// This file tells the line editor what completion has to say. The functions are
// called while a line is being typed, when nothing else of the session runs.

// complete is what can stand at the cursor. It never waits for the server: what is
// not known yet is asked for, and the menu follows.
func (s *Session) complete(line string, cursor int) lineedit.Completion {
	k := s.known()
	k.Topics = topics()
	c := k.Complete(line, cursor)
	out := lineedit.Completion{From: c.From, To: c.To, Total: c.Total, Prefix: c.Prefix, Note: c.Note}
	for _, x := range c.Candidates {
		insert := x.Insert
		if len(c.Candidates) == 1 {
			insert += x.After
		}
		out.Candidates = append(out.Candidates, lineedit.Candidate{
			Insert: insert, Display: x.Display, Description: x.Description, Dimmed: x.Dimmed, Reason: x.Reason,
		})
	}
	if c.Pending && s.link != nil && s.link.boxes.want(c.Wanted) {
		out.Pending = s.link.ear.ask()
	}
	return out
}

func (s *Session) hint(line string, cursor int) lineedit.Hint {
	h := s.known().Hint(line, cursor)
	return lineedit.Hint{Show: h.Show, Accept: h.Accept}
}

func (s *Session) highlight(line string) []lineedit.Span {
	var out []lineedit.Span
	for _, x := range s.known().Spans(line) {
		out = append(out, lineedit.Span{From: x.From, To: x.To, Class: string(x.Class)})
	}
	return out
}

// helpAt is Alt-h: help for the word under the cursor, or else for the command.
func (s *Session) helpAt(line string, cursor int) lineedit.Text {
	parsed, _ := s.parser.Parse(line, nil) // help is wanted for what is not finished too
	for _, w := range parsed.Words {
		if w.Span.Start <= cursor && cursor <= w.Span.End {
			if text, ok := helpOn(w.Value); ok && w.Form == words.Bare {
				return lineedit.Plain(s.fitted(text))
			}
		}
	}
	if sp, _ := command.Find(parsed.Words); sp != nil {
		return lineedit.Plain(s.fitted(helpFor(sp)))
	}
	return lineedit.Plain("no command begins this line; help lists them")
}

// known is what completion may know of the session now.
func (s *Session) known() *completion.Known {
	k := &completion.Known{
		State: imap.StateLogout, Now: time.Now(), Home: s.cfg.Getenv("HOME"), Files: files,
		Words: s.typedWords, Recall: s.recall, Options: optionsOffered,
	}
	for _, name := range sortedKeys(s.vars) {
		k.Variables = append(k.Variables, completion.Named{Name: name, About: s.secrets.MaskString(s.vars[name])})
	}
	for _, name := range sortedKeys(s.aliases) {
		k.Aliases = append(k.Aliases, completion.Named{Name: name, About: s.aliases[name]})
	}
	for _, name := range sortedKeys(s.profiles) {
		k.Profiles = append(k.Profiles, completion.Named{Name: name, About: command.MaskTarget(s.profiles[name].URL)})
	}
	for _, l := range s.links {
		k.Sessions = append(k.Sessions, completion.Named{Name: strconv.Itoa(l.id), About: l.name()})
		if !slices.Contains(k.Hosts, l.server.host) && !l.server.demo {
			k.Hosts = append(k.Hosts, l.server.host)
		}
	}
	if s.link.live() {
		s.knownOfServer(k)
	}
	return k
}

// knownOfServer adds what the connection in use has told.
func (s *Session) knownOfServer(k *completion.Known) {
	c, l := s.client, s.link
	k.State, k.Capabilities, k.Enabled, k.UTF8 = c.State(), c.Capabilities(), c.EnabledNames(), c.Mode().UTF8
	if k.Capabilities == nil {
		k.Capabilities = []string{}
	}
	if k.State != imap.StateNonAuth {
		k.User = l.server.user
	}
	k.Mailboxes, k.Sections = l.boxes.Index, l.sections
	k.Stored = sortedKeys(c.StoredNames())
	if k.State == imap.StateSelected {
		m := c.Mailbox()
		k.Flags, k.PermanentFlags, k.Exists, k.ReadOnly = m.Flags, m.PermanentFlags, m.Exists, m.ReadOnly || m.Examined
	}
}

// typedWords are words of earlier lines that begin so, the newest first. Of very
// many lines the last are enough.
func (s *Session) typedWords(prefix string) []string {
	const looked, most = 2000, 20
	var out []string
	for i := s.history.Len() - 1; i >= max(0, s.history.Len()-looked) && len(out) < most; i-- {
		for _, w := range strings.Fields(s.history.At(i)) {
			w = strings.Trim(w, `"'()`)
			if strings.HasPrefix(w, prefix) && w != prefix && !strings.Contains(w, secret.Masked) && !slices.Contains(out, w) {
				out = append(out, w)
			}
		}
	}
	return out
}

// recall finds the newest earlier line that begins so and held no secret.
func (s *Session) recall(prefix string) (string, bool) {
	line, ok := s.history.BestPrefix(prefix)
	return line, ok && !strings.Contains(line, secret.Masked)
}

// files is what is in a directory. One that cannot be read offers nothing.
func files(dir string) []completion.File {
	if dir == "" {
		dir = "."
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	var out []completion.File
	for _, e := range entries {
		isDir := e.IsDir()
		if e.Type()&os.ModeSymlink != 0 {
			if st, err := os.Stat(dir + "/" + e.Name()); err == nil {
				isDir = st.IsDir()
			}
		}
		out = append(out, completion.File{Name: e.Name(), Dir: isDir})
	}
	return out
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// optionsOffered are the options of \set, for completion.
var optionsOffered = []completion.Option{
	{Name: "confirm", About: "ask before a mailbox is deleted", Choices: []string{"on", "off"}},
	{Name: "decode", About: "show literals decoded when they are text", Choices: []string{"on", "off"}},
	{Name: "format", About: "how results are shown", Choices: render.Formats()},
	{Name: "live", About: "stay in IDLE while the prompt waits", Choices: []string{"on", "off"}},
	{Name: "log", About: "how many commands print_log keeps"},
	{Name: "prompt", About: "what stands before the line"},
	{Name: "timing", About: "show how long a command took", Choices: []string{"on", "off"}},
}

// topics are the words of the protocol that help knows beside the commands.
var topics = sync.OnceValue(func() []completion.Named {
	var out []completion.Named
	add := func(e protocol.Entry) {
		if !strings.ContainsAny(e.Name, "<[(") {
			out = append(out, completion.Named{Name: e.Name, About: e.Meaning})
		}
	}
	for _, c := range protocol.Capabilities() {
		add(c.Entry)
	}
	for _, c := range protocol.Codes() {
		add(c.Entry)
	}
	for _, i := range protocol.FetchItems() {
		add(i.Entry)
	}
	for _, k := range protocol.SearchKeys() {
		add(k.Entry)
	}
	for _, f := range protocol.Flags() {
		add(f.Entry)
	}
	return out
})
