package protocol

import (
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// rawTable is a table as it stands in its file.
type rawTable struct {
	name, text string
	width      int
	decoded    int
}

func rawTables() []rawTable {
	return []rawTable{
		{"commands", commandsText, commands.width, len(commands.all())},
		{"capabilities", capabilitiesText, capabilities.width, len(capabilities.all())},
		{"responses", responsesText, responses.width, len(responses.all())},
		{"fetch-items", fetchText, fetchItems.width, len(fetchItems.all())},
		{"store-items", storeText, storeItems.width, len(storeItems.all())},
		{"search-keys", searchText, searchKeys.width, len(searchKeys.all())},
		{"status-items", statusText, statusItems.width, len(statusItems.all())},
		{"sort-thread", sortText, sortItems.width, len(sortItems.all())},
		{"flags", flagsText, flags.width, len(flags.all())},
		{"list-options", listText, listOptions.width, len(listOptions.all())},
		{"metadata-entries", metadataText, metadataEntries.width, len(metadataEntries.all())},
		{"quota-resources", quotaText, quotaResources.width, len(quotaResources.all())},
		{"rights", rightsText, rights.width, len(rights.all())},
		{"mechanisms", mechanismsText, mechanisms.width, len(mechanisms.all())},
	}
}

func TestEveryRowIsDecoded(t *testing.T) {
	t.Parallel()
	heads := strings.Split("kind name syntax needs requires rfc meaning example", " ")
	for _, table := range rawTables() {
		t.Run(table.name, func(t *testing.T) {
			t.Parallel()
			lines := strings.Split(strings.TrimSuffix(table.text, "\n"), "\n")
			if head := strings.Split(lines[0], "\t"); len(head) != table.width || !slices.Equal(head[:common], heads) {
				t.Errorf("head %q", head)
			}
			for i, line := range lines {
				f := strings.Split(line, "\t")
				if len(f) != table.width {
					t.Errorf("line %d has %d columns, want %d: %q", i+1, len(f), table.width, line)
				}
				for _, cell := range f {
					if cell != strings.TrimSpace(cell) || strings.ContainsAny(cell, "\r\x00") {
						t.Errorf("line %d: cell %q", i+1, cell)
					}
				}
			}
			if table.decoded != len(lines)-1 {
				t.Errorf("%d rows decoded, the file has %d", table.decoded, len(lines)-1)
			}
		})
	}
}

func TestEveryEntryIsWhole(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	eachEntry(func(e *Entry) {
		key := fmt.Sprintf("%v/%s/%s", e.Table, e.Kind, strings.ToLower(e.Name))
		if e.Table == RightTable {
			key = fmt.Sprintf("%v/%s", e.Table, e.Name)
		}
		if seen[key] {
			t.Errorf("%s stands there twice", key)
		}
		seen[key] = true
		if e.Name == "" || e.Meaning == "" && e.Kind != "must not be used" && e.Kind != "family" {
			t.Errorf("%s: no name or meaning", key)
		}
		if e.RFC == "" && e.Kind != "family" {
			t.Errorf("%s: no source", key)
		}
		if e.Needs != "" && e.Requires == "" {
			t.Errorf("%s needs %q but does not say it in words", key, e.Needs)
		}
	})
	if len(seen) < 500 {
		t.Errorf("only %d entries", len(seen))
	}
}

func TestNeedsNameKnownCapabilities(t *testing.T) {
	t.Parallel()
	eachEntry(func(e *Entry) {
		if e.Needs == "" {
			return
		}
		for alternative := range strings.SplitSeq(string(e.Needs), " | ") {
			for need := range strings.SplitSeq(alternative, " & ") {
				_, known := FindCapability(need)
				for _, c := range Capabilities() {
					known = known || strings.HasSuffix(need, "=") && hasPrefixFold(c.Name, need)
				}
				if !known {
					t.Errorf("%v %s needs %q, which is no capability", e.Table, e.Name, need)
				}
			}
		}
	})
}

func TestEveryCommand(t *testing.T) {
	t.Parallel()
	for _, c := range Commands() {
		t.Run(strings.TrimSpace(c.Name+" "+c.Kind), func(t *testing.T) {
			t.Parallel()
			if c.States == 0 {
				t.Error("no states")
			}
			if c.RFC == "" || c.Requires == "" || c.Meaning == "" {
				t.Errorf("incomplete: %+v", c)
			}
			for _, code := range c.Codes {
				if _, ok := FindCode(code); !ok {
					t.Errorf("unknown response code %q", code)
				}
			}
			checkExample(t, c)
		})
	}
}

// checkExample holds the example of a command to be something that could be typed: the command's name first,
// arguments if it takes any, brackets and quotes in pairs unless a literal follows.
func checkExample(t *testing.T, c Command) {
	t.Helper()
	rest, ok := strings.CutPrefix(c.Example, c.Name)
	if c.Kind == "pattern" {
		ok = strings.HasPrefix(c.Example, "X")
	}
	if !ok || rest != "" && rest[0] != ' ' && c.Kind != "pattern" {
		t.Fatalf("example %q does not begin with the command", c.Example)
	}
	if c.Syntax == "" && rest != "" {
		t.Errorf("example %q has arguments, the command takes none", c.Example)
	}
	mandatory := c.Syntax != "" && c.Syntax[0] != '[' && c.Kind != "pattern"
	if mandatory && rest == "" && c.Name != "NOTIFY NONE" {
		t.Errorf("example %q has no arguments, the command takes %q", c.Example, c.Syntax)
	}
	if literal := strings.HasSuffix(c.Example, "}"); literal {
		return
	}
	depth, quoted := 0, false
	for i, b := range []byte(c.Example) {
		switch {
		case b == '"':
			quoted = !quoted
		case quoted:
		case b == '(':
			depth++
		case b == ')':
			depth--
		}
		if depth < 0 {
			t.Errorf("example %q: lone ) at %d", c.Example, i)
		}
	}
	if depth != 0 || quoted {
		t.Errorf("example %q: brackets or quotes without their partner", c.Example)
	}
}

// Everything that a test of another column can be held to.
func TestColumns(t *testing.T) {
	t.Parallel()
	kinds := []ArgKind{
		ArgString, ArgField, ArgDate, ArgNumber, ArgSeconds, ArgSet, ArgUIDSet, ArgKeyword, ArgKey, ArgCharset, ArgModSeq,
		ArgEntry, ArgEntryType, ArgAttribute, ArgObjectID, ArgFilter, ArgAlgorithm, ArgLabel, ArgGroup,
	}
	for _, k := range SearchKeys() {
		for _, a := range k.Args {
			if !slices.Contains(kinds, a.Kind) {
				t.Errorf("search key %s: argument %q", k.Name, a.Kind)
			}
		}
		if takes := strings.Contains(k.Syntax, " "); takes != (len(k.Args) > 0) {
			t.Errorf("search key %s: syntax %q, arguments %v", k.Name, k.Syntax, k.Args)
		}
		if !strings.Contains(k.Example, k.Name) {
			t.Errorf("search key %s: example %q", k.Name, k.Example)
		}
	}
	for _, i := range FetchItems() {
		if body := strings.HasPrefix(i.Name, "BODY[") || strings.HasPrefix(i.Name, "BINARY["); body && !i.SetsSeen {
			t.Errorf("fetch item %s sets \\Seen", i.Name)
		}
		if strings.Contains(i.Name, "PEEK") && i.SetsSeen {
			t.Errorf("fetch item %s does not set \\Seen", i.Name)
		}
	}
	for _, q := range QuotaResources() {
		if item, _, _ := strings.Cut(q.StatusItem, " "); item != "" {
			if _, ok := FindStatusItem(item); !ok {
				t.Errorf("quota resource %s: no status item %s", q.Name, item)
			}
		}
	}
	for _, r := range Rights() {
		if len(r.Name) != 1 || r.Title == "" {
			t.Errorf("right %+v", r)
		}
	}
	for _, table := range [][]Entry{entries(SearchReturns()), entries(SearchScopes()), entries(NotifyEvents())} {
		if len(table) < 7 {
			t.Errorf("only %d entries", len(table))
		}
	}
}

func entries(keys []SearchKey) []Entry {
	out := make([]Entry, len(keys))
	for i := range keys {
		out[i] = keys[i].Entry
	}
	return out
}

// Importing the package must cost nothing: the runtime, asked to trace package initialisation, has nothing to
// say about it.
func TestNoWorkAtStart(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "-test.run=^$")
	cmd.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if !strings.Contains(string(out), "init runtime @") {
		t.Fatalf("no trace: %s", out)
	}
	// Measuring coverage is itself work at start.
	if testing.CoverMode() == "" && strings.Contains(string(out), "init imapsh/imap/protocol") {
		t.Errorf("the package works at start: %s", out)
	}
}
