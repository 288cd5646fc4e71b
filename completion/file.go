package completion

import (
	"strings"

	"imapsh/repl/words"
)

// path offers files for the path that begins at from and ends at the cursor. A
// quoted path stays in its quotes, a bare one gets quotes if it needs them.
func (c *completer) path(from int) {
	typed, form := c.text[from:], words.Bare
	switch {
	case strings.HasPrefix(typed, `"`):
		form = words.Quoted
		typed = strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(typed[1:])
	case strings.HasPrefix(typed, "$'"):
		return // nobody types a file name in escapes
	case strings.HasPrefix(typed, "'"):
		form, typed = words.Single, typed[1:]
	}
	c.from, c.typed, c.tail = from, typed, 0
	if c.Files == nil || strings.Contains(typed, "${") {
		return
	}
	cut := strings.LastIndexByte(typed, '/') + 1
	dir, base := typed[:cut], typed[cut:]
	for _, f := range c.Files(c.atHome(dir, form)) {
		if strings.HasPrefix(f.Name, ".") && !strings.HasPrefix(base, ".") {
			continue
		}
		o := option{name: dir + f.Name, show: f.Name, after: " "}
		if f.Dir {
			o.name, o.show, o.after = o.name+"/", o.show+"/", ""
		}
		o.text = c.quotePath(o.name, form, f.Dir)
		c.offer(o)
	}
}

// atHome replaces the ~ of a bare path.
func (c *completer) atHome(path string, form words.Form) string {
	if rest, ok := strings.CutPrefix(path, "~/"); ok && form == words.Bare && c.Home != "" {
		return strings.TrimSuffix(c.Home, "/") + "/" + rest
	}
	return path
}

// quotePath writes a path as a word. ~ means something only while it is bare.
func (c *completer) quotePath(path string, form words.Form, open bool) string {
	if form == words.Bare && isBare(strings.ReplaceAll(path, "[", "")) {
		return path
	}
	path = c.atHome(path, form)
	if form == words.Bare && isPrintable(path) && !strings.Contains(path, "'") {
		form = words.Single
	}
	return quote(path, form, open)
}

// literal offers files where a message or a value can come from one.
func (c *completer) literal(el *element, what string) {
	switch {
	case strings.HasPrefix(el.raw, "<<"):
	case strings.HasPrefix(el.raw, "<"):
		c.path(el.from + 1 + leading(el.raw[1:], func(b byte) bool { return b == ' ' }))
	default:
		c.offer(
			option{name: "<", show: "<file", about: what + " from a file"},
			option{name: "<<END", about: what + " in the lines that follow, up to END"})
	}
}
