package program

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// mayImport says which rooms of ours a room may import, tests left aside. A room is
// the longest entry that its path begins with; it may always import itself.
var mayImport = map[string][]string{
	"":                      {"repl", "repl/onecpu", "imap/practice"},
	"imap/wire":             {},
	"imap/utf7":             {},
	"imap/charset":          {},
	"imap/secret":           {},
	"imap/protocol":         {},
	"imap/certificate":      {},
	"imap/auth":             {"imap/auth/scram", "imap/secret"},
	"imap/auth/scram":       {},
	"imap/auth/server":      {"imap/auth/scram"},
	"imap":                  {"imap/wire", "imap/utf7", "imap/charset", "imap/secret", "imap/certificate", "imap/auth"},
	"imap/dial":             {"imap", "imap/certificate"},
	"imap/practice":         {"imap/wire", "imap/utf7", "imap/charset", "imap/protocol", "imap/auth/server"},
	"imap/practice/load":    {},
	"imap/dovecottest":      {"imap/utf7"},
	"history":               {"history/private"},
	"history/private":       {},
	"docs":                  {},
	"docs/screen":           {"repl/lineedit"},
	"repl/words":            {},
	"repl/lineedit":         {},
	"repl/onecpu":           {},
	"repl/lineedit/ptytest": {"repl/lineedit"},
	"repl/profile":          {"imap/protocol"},
	"repl/diagnose":         {"imap", "imap/certificate", "imap/dial", "imap/protocol", "imap/wire"},
	"repl/render":           {"imap", "imap/charset", "imap/wire", "imap/protocol", "imap/utf7"},
	"repl/command":          {"imap", "imap/auth", "imap/protocol", "imap/secret", "imap/wire", "repl/words"},
	"completion":            {"imap", "imap/protocol", "imap/utf7", "imap/wire", "repl/command", "repl/words"},
	"repl": {
		"completion", "docs", "history", "history/private", "imap", "imap/auth", "imap/certificate", "imap/dial", "imap/protocol", "imap/secret",
		"imap/utf7", "imap/wire", "repl/command", "repl/diagnose", "repl/lineedit", "repl/profile", "repl/render", "repl/words",
	},
}

// onlyIn says which rooms may import what is not ours: whoever else wants it asks
// them.
var onlyIn = map[string][]string{
	"github.com/chzyer/readline":      {"repl/lineedit"},
	"github.com/fatih/color":          {"repl/render", ""},
	"github.com/emersion/go-sasl":     {"imap/auth", "imap/auth/server"},
	"github.com/xdg-go":               {}, // a second opinion, for tests
	"github.com/BurntSushi/toml":      {"repl/profile"},
	"golang.org/x/net/proxy":          {"imap/dial"},
	"github.com/emersion/go-imap":     {},
	"github.com/rogpeppe/go-internal": {},
}

// root is the top of the repository.
const root = "../.."

// TestImportsPointOneWay holds the rooms to the map in CONTRIBUTING.md.
func TestImportsPointOneWay(t *testing.T) {
	t.Parallel()
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || d.Name() == "peers" || d.Name() == ".git"):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go"):
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		dir, err := filepath.Rel(root, filepath.Dir(file))
		if err != nil {
			return err
		}
		from := strings.TrimPrefix(filepath.ToSlash(dir), ".")
		for _, spec := range f.Imports {
			to, _ := strconv.Unquote(spec.Path.Value) // it was parsed
			checkImport(t, file, from, to)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func checkImport(t *testing.T, file, from, to string) {
	t.Helper()
	for lib, rooms := range onlyIn {
		if to == lib || strings.HasPrefix(to, lib+"/") {
			if !slices.Contains(rooms, roomOf(t, from)) {
				t.Errorf("%s imports %s, which is for %q only", file, to, rooms)
			}
			return
		}
	}
	mine := roomOf(t, from)
	to, ours := strings.CutPrefix(to, "imapsh/")
	if first, _, _ := strings.Cut(to, "/"); mine == standardOnly && (ours || strings.Contains(first, ".")) {
		t.Errorf("%s imports %s: it makes do with the standard library", file, to)
	}
	if !ours || isTestHelp(from) || isTestHelp(to) {
		return
	}
	if theirs := roomOf(t, to); mine != theirs && !slices.Contains(mayImport[mine], theirs) {
		t.Errorf("%s imports %s: %q may import %q", file, to, mine, mayImport[mine])
	}
}

// isTestHelp reports whether a package only helps tests.
func isTestHelp(dir string) bool {
	return strings.HasSuffix(path.Base(dir), "test") || strings.HasSuffix(dir, "/record")
}

// standardOnly is the room that knows the standard library alone.
const standardOnly = "imap/wire"

func roomOf(t *testing.T, dir string) string {
	t.Helper()
	for room := dir; room != "."; room = path.Dir(room) {
		if _, ok := mayImport[room]; ok {
			return room
		}
	}
	t.Fatalf("no room for %s: put it on the map in imports_test.go and CONTRIBUTING.md", dir)
	return ""
}
