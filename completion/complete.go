package completion

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// The bounds of what is looked at and offered.
const (
	maxLine   = 16 << 10 // bytes of a line; a longer one is a paste, and gets no help
	maxListed = 1000     // candidates
	maxAlias  = 8        // aliases that stand for aliases
)

// Candidate is one way to go on.
type Candidate struct {
	Insert      string // takes the place of what is between From and To
	After       string // belongs behind Insert if this is the only candidate: " " or ""
	Display     string // what a menu shows
	Description string
	Dimmed      bool // cannot stand here now, or is not there on this server
	Reason      string
}

// Completion is what can stand at the cursor.
type Completion struct {
	From, To   int // bytes of the line that a candidate replaces
	Candidates []Candidate
	Total      int      // candidates there are; more than are listed if they are very many
	Prefix     string   // what all that are not dimmed begin with, listed or not
	Note       string   // why there is none
	Pending    bool     // the server has to be asked for what is Wanted
	Wanted     []string // levels of the mailbox hierarchy, as Index.MarkComplete takes them
}

// Complete says what can stand at the cursor, which is a byte offset into the line.
func (k *Known) Complete(line string, cursor int) Completion {
	v := k.view(line, cursor)
	if v.none {
		return Completion{From: v.cursor, To: v.cursor}
	}
	c := &completer{Known: k, text: v.text, rest: v.rest, from: len(v.text)}
	c.run()
	return v.result(c.finish())
}

// view is the one line that the cursor is on, with what belongs before it.
type view struct {
	text, rest string // up to the cursor, and behind it
	cursor     int    // in the line as it was given
	skip       int    // offset in text less offset in the line
	none       bool   // the line is too long to be helped with
}

// view cuts out the line that the cursor is on. A paste may have put several into
// one.
func (k *Known) view(line string, cursor int) view {
	cursor = min(max(cursor, 0), len(line))
	for cursor > 0 && cursor < len(line) && !utf8.RuneStart(line[cursor]) {
		cursor--
	}
	v := view{cursor: cursor}
	if len(line)+len(k.Before) > maxLine {
		v.none = true
		return v
	}
	start := strings.LastIndexByte(line[:cursor], '\n') + 1
	v.text, v.rest = line[start:cursor], line[cursor:]
	v.rest, _, _ = strings.Cut(v.rest, "\n")
	v.skip = -start
	if k.Before != "" && start == 0 {
		before := strings.ReplaceAll(k.Before, "\n", " ") + " "
		v.text, v.skip = before+v.text, len(before)
	}
	return v
}

// result brings offsets back to those of the line.
func (v *view) result(c Completion) Completion {
	c.From -= v.skip
	c.To -= v.skip
	if c.From < 0 || c.From > v.cursor {
		return Completion{From: v.cursor, To: v.cursor}
	}
	return c
}

// option is something on offer, before it is known whether it fits.
type option struct {
	name  string // matched with what was typed
	text  string // inserted; name if empty
	show  string // shown; text if empty
	about string
	why   string // dimmed because of this
	after string
	fits  bool // matched already
}

// completer is one run of Complete.
type completer struct {
	*Known
	text  string // up to the cursor
	rest  string // behind it
	depth int    // of aliases and command lines inside each other

	from    int    // where what is replaced begins
	typed   string // what is there, decoded
	tail    int    // bytes of rest that are replaced too
	options []option
	total   int
	prefix  string // of options that are not all listed
	note    string
	wanted  []string
}

// offer adds options.
func (c *completer) offer(options ...option) { c.options = append(c.options, options...) }

// finish keeps what fits, those that can stand here first.
func (c *completer) finish() Completion {
	out := Completion{From: c.from, To: len(c.text) + c.tail, Note: c.note, Wanted: c.wanted, Pending: len(c.wanted) > 0}
	options := fitting(c.options, c.typed)
	slices.SortStableFunc(options, func(a, b option) int { return dim(a) - dim(b) })
	out.Total = max(len(options), c.total)
	options = options[:min(len(options), maxListed)]
	seen := make(map[string]bool, len(options))
	for _, o := range options {
		insert := o.insert()
		if seen[insert] {
			out.Total--
			continue
		}
		seen[insert] = true
		show := o.show
		if show == "" {
			show = o.name
		}
		candidate := Candidate{Insert: insert, Display: show, Description: o.about, Dimmed: o.why != "", Reason: o.why}
		if !strings.HasPrefix(c.rest[c.tail:], " ") {
			candidate.After = o.after
		}
		out.Candidates = append(out.Candidates, candidate)
	}
	out.Prefix = c.prefix
	if c.prefix == "" {
		out.Prefix = commonInsert(out.Candidates)
	}
	if len(out.Candidates) > 0 {
		out.Note = ""
	}
	return out
}

func (o *option) insert() string {
	if o.text != "" {
		return o.text
	}
	return o.name
}

func dim(o option) int {
	if o.why != "" {
		return 1
	}
	return 0
}

// fitting keeps the options that begin with what was typed, or if there are none,
// those that contain it.
func fitting(options []option, typed string) []option {
	var out []option
	for _, o := range options {
		if o.fits || hasPrefixFold(o.name, typed) {
			out = append(out, o)
		}
	}
	if len(out) > 0 || len(typed) < 2 {
		return out
	}
	needle := strings.Map(foldRune, typed)
	for _, o := range options {
		if containsFold([]byte(o.name), needle) {
			out = append(out, o)
		}
	}
	return out
}

// commonInsert is what all candidates that are not dimmed begin with, or all if
// each is dimmed. Case is the first one's.
func commonInsert(candidates []Candidate) string {
	if len(candidates) == 0 {
		return ""
	}
	live := candidates
	if n := slices.IndexFunc(candidates, func(c Candidate) bool { return c.Dimmed }); n > 0 {
		live = candidates[:n]
	}
	prefix := live[0].Insert
	for _, c := range live[1:] {
		prefix = commonFold(prefix, c.Insert)
	}
	return prefix
}
