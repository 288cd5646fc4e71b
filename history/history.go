package history

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"
)

// DefaultLimit is the number of entries kept when Options names none.
const DefaultLimit = 10_000

// Options are the choices of Open. The zero value is usable.
type Options struct {
	Profile string // whose lines are added and come first; "" for all alike
	Limit   int    // entries kept, newest first; below 1 means DefaultLimit
}

// History is the list of entries and the file behind it. All methods may be
// called at the same time.
//
// Entries are seen through the profile in use: first, as the oldest, those of
// other profiles, then its own, each part in the order in which it was typed
// and without the same line twice in a row. Going back from the prompt one
// meets one's own lines first and then falls back to all the others. An index
// counts in that view and is good until the next Add, Refresh or SetProfile.
type History struct {
	mu       sync.Mutex
	path     string // "" when nothing is saved (any more)
	profile  string
	limit    int
	patience time.Duration // how long another shell may hold the lock

	entries []entry // as typed, the oldest first
	view    []int32 // indexes of entries, in the order that callers see
	own     int     // where in view the profile's own entries begin

	synced os.FileInfo // the file when it last held these entries and no others
	rows   int         // in the file, as far as known
	dirty  bool        // something was written since the last fsync
}

// entry is one line and the profile under which it was typed.
type entry struct{ profile, line string }

// Open reads the history in the file at path, which need not exist yet, and
// keeps it there. With path "" everything stays in memory. The History is
// usable even when an error is returned: then it is empty, or holds what could
// be read, and nothing will be saved.
func Open(path string, o Options) (*History, error) {
	h := &History{path: path, profile: cleanProfile(o.Profile), limit: o.Limit, patience: time.Second}
	if h.limit < 1 {
		h.limit = DefaultLimit
	}
	if path == "" {
		return h, nil
	}
	if err := h.load(); err != nil && !errors.Is(err, os.ErrNotExist) {
		return h, h.fail(err)
	}
	return h, nil
}

// Keep says whether a line, as it was typed, belongs in a history: a leading
// blank keeps it out, and so does having nothing in it.
func Keep(line string) bool {
	return line != "" && !strings.ContainsRune(" \t\r\n", rune(line[0]))
}

// Add appends a line, which may hold line ends, and saves it. Trailing line
// ends are dropped. A line that Keep refuses, or that repeats the profile's
// last one, is ignored. An error means that the line could not be saved and
// that later ones will not be tried; it is returned once, and the line is in
// memory all the same. Secrets in the line must have been masked.
func (h *History) Add(line string) error {
	line = strings.TrimRight(line, "\r\n")
	if !Keep(line) {
		return nil
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if n := len(h.view); n > h.own && h.entries[h.view[n-1]].line == line {
		return nil
	}
	e := entry{h.profile, line}
	h.entries = append(h.entries, e)
	h.view = append(h.view, int32(len(h.entries)-1))
	if len(h.entries) > h.ceiling() {
		h.show(h.entries[len(h.entries)-h.limit:])
	}
	if h.path == "" {
		return nil
	}
	if err := h.save(e); err != nil {
		return h.fail(err)
	}
	return nil
}

// Refresh takes in what other shells have added to the file since it was read,
// and says whether there was anything. Entries then stand in the order of the
// file. An error is returned once; the entries in memory stay as they are.
func (h *History) Refresh() (changed bool, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.path == "" {
		return false, nil
	}
	info, err := os.Lstat(h.path)
	if errors.Is(err, os.ErrNotExist) || err == nil && h.inSync(info) {
		return false, nil
	}
	if err == nil {
		err = h.load()
	}
	if err != nil {
		return false, h.fail(err)
	}
	return true, nil
}

// SetProfile changes the profile under which lines are added and seen.
func (h *History) SetProfile(name string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.profile = cleanProfile(name)
	h.show(h.entries)
}

// Close makes sure that what was saved is on the disk. After it the History
// can still be used, in memory.
func (h *History) Close() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	path, dirty := h.path, h.dirty
	h.path, h.dirty = "", false
	if path == "" || !dirty {
		return nil
	}
	if err := syncFile(path); err != nil {
		return fmt.Errorf("history may not be on disk yet: %w", err)
	}
	return nil
}

// Len is the number of entries in view.
func (h *History) Len() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.view)
}

// Own is the index of the profile's first own entry, Len when it has none;
// what is below it was typed under other profiles.
func (h *History) Own() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.own
}

// At returns entry i, 0 being the oldest, or "" when there is none.
func (h *History) At(i int) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	if i < 0 || i >= len(h.view) {
		return ""
	}
	return h.line(i)
}

// All returns every entry in view, the oldest first.
func (h *History) All() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	all := make([]string, len(h.view))
	for i := range all {
		all[i] = h.line(i)
	}
	return all
}

func (h *History) line(i int) string { return h.entries[h.view[i]].line }

// show makes the entries those of the History and arranges the view.
func (h *History) show(entries []entry) {
	h.entries = entries
	h.view = make([]int32, 0, len(entries))
	if h.profile != "" {
		h.arrange(false)
	}
	h.own = len(h.view)
	h.arrange(true)
}

// arrange adds the profile's own entries or the others to the view, without
// repetitions. With no profile in use all are its own.
func (h *History) arrange(own bool) {
	last := ""
	for i := range h.entries {
		e := &h.entries[i]
		if e.line == last || own != (h.profile == "" || e.profile == h.profile) {
			continue
		}
		h.view = append(h.view, int32(i))
		last = e.line
	}
}

// ceiling is how many entries there may be before the oldest are dropped.
// Well above the limit, so that a file is not written anew for every line.
func (h *History) ceiling() int {
	return h.limit + max(h.limit/4, 16)
}

// fail ends the saving and names the reason.
func (h *History) fail(err error) error {
	h.path = ""
	return fmt.Errorf("history is kept in memory only: %w", err)
}
