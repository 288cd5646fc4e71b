package protocol

import (
	_ "embed" // the tables
	"strings"
	"sync"
)

var (
	//go:embed tables/commands.tsv
	commandsText string
	//go:embed tables/capabilities.tsv
	capabilitiesText string
	//go:embed tables/responses.tsv
	responsesText string
	//go:embed tables/fetch-items.tsv
	fetchText string
	//go:embed tables/store-items.tsv
	storeText string
	//go:embed tables/search-keys.tsv
	searchText string
	//go:embed tables/status-items.tsv
	statusText string
	//go:embed tables/sort-thread.tsv
	sortText string
	//go:embed tables/flags.tsv
	flagsText string
	//go:embed tables/list-options.tsv
	listText string
	//go:embed tables/metadata-entries.tsv
	metadataText string
	//go:embed tables/quota-resources.tsv
	quotaText string
	//go:embed tables/rights.tsv
	rightsText string
	//go:embed tables/mechanisms.tsv
	mechanismsText string
)

// common is the number of columns that all tables begin with: those of Entry.
const common = 8

// table is decoded when it is first used. Its source is a pointer so that the variable needs no work at start.
type table[T any] struct {
	id     Table
	source *string
	width  int // columns
	decode func(e Entry, more []string) T
	entry  func(row *T) *Entry

	once sync.Once
	rows []T
}

// all returns every row. A malformed table cannot leave the tests, so a short row is passed over here.
func (t *table[T]) all() []T {
	t.once.Do(func() {
		lines := strings.Split(strings.TrimSuffix(*t.source, "\n"), "\n")[1:]
		t.rows = make([]T, 0, len(lines))
		for _, line := range lines {
			f := strings.Split(line, "\t")
			if len(f) != t.width {
				continue
			}
			e := Entry{
				Table: t.id, Kind: f[0], Name: f[1], Syntax: f[2], Needs: Needs(f[3]), Requires: f[4],
				RFC: f[5], Meaning: f[6], Example: f[7],
			}
			t.rows = append(t.rows, t.decode(e, f[common:]))
		}
		t.rows = t.rows[:len(t.rows):len(t.rows)]
	})
	return t.rows
}

// ofKind returns the rows of these kinds, in the table's order.
func (t *table[T]) ofKind(kinds ...string) []T {
	var out []T
	rows := t.all()
	for i := range rows {
		for _, kind := range kinds {
			if t.entry(&rows[i]).Kind == kind {
				out = append(out, rows[i])
			}
		}
	}
	return out
}

// find returns the first row with this name, in any case, that is of one of the kinds; no kinds: of any.
func (t *table[T]) find(name string, kinds ...string) (T, bool) {
	rows := t.all()
	for i := range rows {
		e := t.entry(&rows[i])
		if !strings.EqualFold(e.Name, name) {
			continue
		}
		if len(kinds) == 0 {
			return rows[i], true
		}
		for _, kind := range kinds {
			if e.Kind == kind {
				return rows[i], true
			}
		}
	}
	var none T
	return none, false
}

// each calls f with every entry.
func (t *table[T]) each(f func(*Entry)) {
	rows := t.all()
	for i := range rows {
		f(t.entry(&rows[i]))
	}
}
