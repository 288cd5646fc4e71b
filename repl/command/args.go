package command

import (
	"fmt"
	"io"
	"os"
	"strings"

	"imapsh/imap"
	"imapsh/imap/secret"
	"imapsh/repl/words"
)

// MaxMessage is the most bytes of a pipe that are read to be a message. Files
// have no limit.
const MaxMessage = words.MaxLiteral

// A UsageError says that a command was given wrong arguments. Nothing was
// sent. Word is the index of the word at fault in the line, or -1.
type UsageError struct {
	Spec *Spec
	Word int
	Msg  string
}

func (e *UsageError) Error() string { return e.Msg }

// Args are the words of a line, assigned to the arguments of its Spec.
type Args struct {
	Spec  *Spec
	Line  *words.Line
	words [][]words.Word // by argument
	nils  []bool         // by argument: NIL was given to leave it out
}

// Bind assigns the words of a line, the command's own name left off, to the
// arguments of a Spec. line may be nil; offset is the index of the first word
// in it, for messages.
func Bind(sp *Spec, line *words.Line, ws []words.Word, offset int) (*Args, error) {
	if err := load(ws); err != nil {
		return nil, &UsageError{sp, -1, err.Error()}
	}
	a := &Args{Spec: sp, Line: line, words: make([][]words.Word, len(sp.Args)), nils: make([]bool, len(sp.Args))}
	next := 0
	for i := range sp.Args {
		arg := &sp.Args[i]
		n := a.take(i, ws[next:])
		if n == 0 && !arg.Optional {
			return nil, &UsageError{sp, offset + next - 1, fmt.Sprintf("%s: %s is missing; the syntax is: %s", sp.Name, arg.Name, sp.Syntax())}
		}
		for j, w := range ws[next : next+n] {
			if isLone(arg.Role, w) {
				return nil, &UsageError{sp, offset + next + j, "a parenthesis without its other half; quote the word if it is text"}
			}
		}
		if n == 1 && arg.Optional && isNIL(ws[next]) {
			a.nils[i] = true
		} else {
			a.words[i] = ws[next : next+n]
		}
		next += n
	}
	if next < len(ws) {
		return nil, &UsageError{sp, offset + next, surplus(sp, ws, next)}
	}
	return a, nil
}

// take says how many of the words argument i gets.
func (a *Args) take(i int, ws []words.Word) int {
	arg := &a.Spec.Args[i]
	needed := a.neededAfter(i)
	free := len(ws) - needed
	switch {
	case len(ws) == 0, free <= 0 && arg.Optional:
		return 0
	case arg.Role == Parameters:
		return count(ws[0].Form == words.Group)
	case arg.Optional && a.leftOut(i, ws[0]):
		return 0
	case arg.Repeated:
		return max(free, 1)
	case arg.Listed && ws[0].Form != words.Group && !isNIL(ws[0]):
		return a.listed(i, ws[:max(free, 1)])
	}
	return 1
}

// isLone reports whether a bare word that goes out as typed has a parenthesis,
// which would be half of a list on the wire. In a mailbox name and the like it is
// quoted.
func isLone(role Role, w words.Word) bool {
	if w.Form != words.Bare || w.Section {
		return false
	}
	switch role {
	case Set, FetchItems, StoreItem, Flags, SearchKeys, SortKeys, StatusItems, Algorithm, QuotaLimits, Number:
		return strings.ContainsAny(w.Value, "()")
	}
	return strings.HasPrefix(w.Value, ")")
}

func count(is bool) int {
	if is {
		return 1
	}
	return 0
}

// leftOut reports whether the word shows that optional argument i was left
// out: it is the literal that a later argument takes, or a quoted date where
// flags could stand.
func (a *Args) leftOut(i int, w words.Word) bool {
	if isLiteral(w) {
		return a.literalAfter(i)
	}
	return a.Spec.Args[i].Role == Flags && isDate(w)
}

// listed says how many words make up the list that argument i is.
func (a *Args) listed(i int, ws []words.Word) int {
	n := 1
	for n < len(ws) && ws[n].Form != words.Group && !isLiteral(ws[n]) && !isNIL(ws[n]) {
		if a.Spec.Args[i].Role == Flags && isDate(ws[n]) {
			break
		}
		n++
	}
	return n
}

// isDate reports whether a word is an internal date; no flag looks like one.
func isDate(w words.Word) bool {
	_, err := imap.InternalDate(w.Value)
	return err == nil
}

// neededAfter counts the words that the arguments behind i cannot do without.
func (a *Args) neededAfter(i int) int {
	n := 0
	for _, arg := range a.Spec.Args[i+1:] {
		if !arg.Optional {
			n++
		}
	}
	return n
}

// literalAfter reports whether an argument behind i takes a literal.
func (a *Args) literalAfter(i int) bool {
	for _, arg := range a.Spec.Args[i+1:] {
		if arg.Role == Message || arg.Role == Value {
			return true
		}
	}
	return false
}

func isLiteral(w words.Word) bool {
	return w.Form == words.Literal || w.Form == words.File || w.Form == words.Heredoc
}

// load reads the files that stand inside groups, or where a value is wanted.
// The message of an append is not among them: it is streamed.
func load(ws []words.Word) error {
	for i := range ws {
		for j := range ws[i].Parts {
			p := &ws[i].Parts[j]
			if p.Form != words.File {
				continue
			}
			b, err := readFile(p.Value)
			if err != nil {
				return err
			}
			p.Form, p.Value = words.Literal, string(b)
		}
	}
	return nil
}

// readFile reads a file or pipe that will be a literal, up to a limit.
func readFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, MaxMessage+1))
	if err == nil && len(b) > MaxMessage {
		err = fmt.Errorf("%s: more than %d bytes", path, MaxMessage)
	}
	return b, err
}

// isNIL reports whether the word leaves an optional argument out.
func isNIL(w words.Word) bool {
	return w.Form == words.Bare && (strings.EqualFold(w.Value, "NIL") || w.Value == "None")
}

// surplus explains a word too many, and how to quote if blanks made it.
func surplus(sp *Spec, ws []words.Word, next int) string {
	if len(sp.Args) == 0 {
		return fmt.Sprintf("%s takes no arguments", sp.Name)
	}
	last := &sp.Args[len(sp.Args)-1]
	switch last.Role {
	case Mailbox, Pattern, User, Identifier, QuotaRoot:
		joined := ws[next-1].Value
		for _, w := range ws[next:] {
			joined += " " + w.Value
		}
		if next > 0 && !strings.ContainsAny(joined, `"\`) {
			return fmt.Sprintf(`%s: surplus word; a name with blanks is quoted: %s "%s"`, sp.Name, sp.Name, joined)
		}
	}
	return fmt.Sprintf("%s: surplus word; the syntax is: %s", sp.Name, sp.Syntax())
}

// index finds an argument by name. An unknown name is a fault of the Spec,
// which the test of the table finds.
func (a *Args) index(name string) int {
	for i := range a.Spec.Args {
		if a.Spec.Args[i].Name == name {
			return i
		}
	}
	panic("command " + a.Spec.Name + " has no argument " + name)
}

// Words returns the words given for an argument.
func (a *Args) Words(name string) []words.Word { return a.words[a.index(name)] }

// Cancelled reports whether an optional argument was given as NIL.
func (a *Args) Cancelled(name string) bool { return a.nils[a.index(name)] }

// Has reports whether an argument was given.
func (a *Args) Has(name string) bool { return len(a.Words(name)) > 0 }

// Text returns an argument's text, several words joined by blanks, "" if it
// was left out.
func (a *Args) Text(name string) string {
	ws := a.Words(name)
	texts := make([]string, len(ws))
	for i, w := range ws {
		texts[i] = w.Value
	}
	return strings.Join(texts, " ")
}

// TextOr is Text with a default.
func (a *Args) TextOr(name, otherwise string) string {
	if !a.Has(name) {
		return otherwise
	}
	return a.Text(name)
}

// Texts returns the text of each word given for an argument.
func (a *Args) Texts(name string) []string {
	var texts []string
	for _, w := range a.Words(name) {
		texts = append(texts, w.Value)
	}
	return texts
}

// Arg returns an argument by its role, ready to be sent; nil if it was left
// out.
func (a *Args) Arg(name string) imap.Arg {
	i := a.index(name)
	ws := a.words[i]
	switch {
	case len(ws) == 0:
		return nil
	case a.Spec.Args[i].Listed:
		return list(ws)
	}
	return one(a.Spec.Args[i].Role, ws[0])
}

// ArgOr is Arg with a default.
func (a *Args) ArgOr(name string, otherwise imap.Arg) imap.Arg {
	if arg := a.Arg(name); arg != nil {
		return arg
	}
	return otherwise
}

// List returns every word of a repeated argument, ready to be sent.
func (a *Args) List(name string) []imap.Arg {
	i := a.index(name)
	var out []imap.Arg
	for _, w := range a.words[i] {
		out = append(out, one(a.Spec.Args[i].Role, w))
	}
	return out
}

// typed is the word as imaplib would be given it: what was typed in double
// quotes keeps them, so that it is sent as a quoted string always.
func typed(w words.Word) string {
	if w.Form != words.Quoted {
		return w.Value
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(w.Value) + `"`
}

// one makes an argument of a word by its role.
func one(role Role, w words.Word) imap.Arg {
	switch w.Form {
	case words.Literal, words.Heredoc:
		return imap.Literal{Body: imap.Bytes([]byte(w.Value)), Binary: w.Binary}
	case words.Group:
		return group(w)
	}
	if w.Section && w.Form == words.Bare {
		return imap.Verbatim(w.Value)
	}
	s := typed(w)
	switch role {
	case Mailbox, Reference:
		return imap.Mailbox(s)
	case Pattern:
		return imap.Pattern(s)
	case User, Identifier, QuotaRoot, Rights, Entries, Charset:
		return imap.AString(s)
	}
	return imap.Word(s)
}

// group makes an argument of a parenthesised word, its literals inside.
func group(w words.Word) imap.Arg {
	if w.Parts == nil {
		return imap.Verbatim(w.Value)
	}
	var g imap.Group
	for _, p := range w.Parts {
		if p.Form == words.Bare {
			g = append(g, imap.Verbatim(p.Value))
		} else {
			g = append(g, imap.Literal{Body: imap.Bytes([]byte(p.Value)), Binary: p.Binary})
		}
	}
	return g
}

// list makes one parenthesised argument of several words. One word goes as it
// is, since the command decides whether it needs parentheses.
func list(ws []words.Word) imap.Arg {
	if len(ws) == 1 {
		return one(Text, ws[0])
	}
	texts := make([]string, len(ws))
	for i, w := range ws {
		texts[i] = typed(w)
	}
	return imap.Verbatim("(" + strings.Join(texts, " ") + ")")
}

// LiteralAt reports whether the argument behind the words given so far can be
// a literal, so that < and << name one there.
func LiteralAt(before []words.Word) bool {
	sp, rest := Find(before)
	if sp == nil {
		return false
	}
	last := len(rest) > 0 && rest[len(rest)-1].Form == words.Group && rest[len(rest)-1].Open
	for i := range sp.Args {
		switch sp.Args[i].Role {
		case Message:
			return len(rest) >= 1 && !last || len(rest) == 0
		case Value:
			return len(rest) >= i || last
		}
	}
	return false
}

// RawAt reports whether all that follows the words is one argument as it is.
func RawAt(before []words.Word) bool {
	sp, rest := Find(before)
	if sp == nil {
		return false
	}
	n := len(rest)
	return n < len(sp.Args) && (sp.Args[n].Role == Rest || sp.Args[n].Role == CommandLine)
}

// Find finds the command that the words begin with and returns its Spec, nil
// if there is none, and the words behind its name. A UID command is found as
// such.
func Find(ws []words.Word) (*Spec, []words.Word) {
	if len(ws) == 0 || ws[0].Form != words.Bare {
		return nil, nil
	}
	name := strings.ToLower(ws[0].Value)
	if name == "uid" && len(ws) > 1 {
		if sp, ok := Lookup("uid " + strings.ToLower(ws[1].Value)); ok {
			return sp, ws[2:]
		}
	}
	sp, ok := Lookup(name)
	if !ok {
		return nil, nil
	}
	return sp, ws[1:]
}

// Secrets returns the spans of a line's text that hold secrets, so that no
// history, trace or error shows them. It understands lines that are not
// complete or not legal.
func Secrets(line *words.Line) []words.Span {
	sp, rest := Find(line.Words)
	if sp == nil {
		return nil
	}
	var spans []words.Span
	for i := range sp.Args {
		arg := &sp.Args[i]
		if arg.Role == Target && i < len(rest) {
			spans = append(spans, urlPassword(line.Text, rest[i].Span)...)
		}
		if arg.Role != Secret && arg.Role != Answer || i >= len(rest) {
			continue
		}
		// What follows a secret may be a part of it that was badly quoted.
		spans = append(spans, words.Span{Start: rest[i].Span.Start, End: rest[len(rest)-1].Span.End})
	}
	return spans
}

// urlPassword is the span of the password in a URL, if it has one.
func urlPassword(text string, url words.Span) []words.Span {
	from, to, ok := passwordIn(text[url.Start:url.End])
	if !ok {
		return nil
	}
	return []words.Span{{Start: url.Start + from, End: url.Start + to}}
}

// MaskTarget is a URL as it may be shown: without the password in it.
func MaskTarget(target string) string {
	from, to, ok := passwordIn(target)
	if !ok {
		return target
	}
	return target[:from] + secret.Masked + target[to:]
}

// passwordIn finds what stands between the : of a URL's user and its last @.
func passwordIn(url string) (from, to int, ok bool) {
	start, at := 0, strings.LastIndexByte(url, '@')
	if i := strings.Index(url, "://"); i >= 0 {
		start = i + len("://")
	}
	if at < start {
		return 0, 0, false
	}
	colon := strings.IndexByte(url[start:at], ':')
	return start + colon + 1, at, colon >= 0
}
