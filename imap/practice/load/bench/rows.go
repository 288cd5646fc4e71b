//go:build unix

package main

import (
	"os"
	"path/filepath"
)

// A row is one work and those who do it.
type row struct {
	name    string
	title   string
	discard bool // output goes nowhere in the rounds, because keeping it would cost more than reading it
	often   int  // rounds for each one of the others, where a run is so short that it takes many to tell
	entries []entry
}

// find is the entry of a name, nil if it is not in the row.
func (r *row) find(name string) *entry {
	for i := range r.entries {
		if r.entries[i].name == name {
			return &r.entries[i]
		}
	}
	return nil
}

// rows are the table of docs/performance.md. The least that must be printed is
// a good half of the answer, since views leave out different parts of it.
func (s *stage) rows() ([]row, error) {
	list := []row{s.start(), s.flags(), s.envelopes(), s.list(), s.search(), s.bodies()}
	file := filepath.Join(s.dir, "saved")
	list = append(list, s.save("save", "save one 1 GiB body to a file", file), s.save("drain", "the same to /dev/null", os.DevNull))
	noop, err := s.noop()
	if err != nil {
		return nil, err
	}
	return append(list, append(noop, s.deflate(), s.tls())...), nil
}

func (s *stage) start() row {
	w := work{}
	return row{name: "start", title: "start: connect, LOGIN, NOOP, LOGOUT, exit", often: 5, entries: []entry{
		s.floor(w, "NOOP"),
		s.imaplib(w, "noop"),
		s.goimap(w, "noop"),
		s.curl("imap://u:p@"+s.plain+"/", "-X", "NOOP"),
		s.shell("raw", w, "noop").sending(3).within("floor", 1.5, 8),
		s.shell("text", w, "noop").sending(3).within("floor", 1.5, 8),
	}}
}

func (s *stage) flags() row {
	w, size, fetch := work{mailbox: "flags-100000"}, int64(2_600_000), "fetch 1:* (FLAGS UID)"
	return row{name: "flags", title: "print 100 000 × `(FLAGS UID)`, 4.8 MB", entries: []entry{
		s.floor(w, "FETCH 1:* (FLAGS UID)").printing(size),
		s.imaplib(w, "fetch", "1:*", "(FLAGS UID)").printing(size),
		s.goimap(w, "flags"),
		s.shell("raw", w, fetch).printing(size).within("floor", 1.5, 10),
		s.shell("text", w, fetch).printing(size).within("floor", 1.5, 10),
		s.shell("tuple", w, fetch).printing(size).within("imaplib", 1.0/8, 0),
		s.shell("json", w, fetch).printing(size),
	}}
}

func (s *stage) envelopes() row {
	w, size, fetch := work{mailbox: "envelopes-50000"}, int64(38_000_000), "fetch 1:* (ENVELOPE BODYSTRUCTURE)"
	return row{name: "envelopes", title: "print ENVELOPE + BODYSTRUCTURE of 50 000, 43 MB", entries: []entry{
		s.floor(w, "FETCH 1:* (ENVELOPE BODYSTRUCTURE)").printing(size),
		s.imaplib(w, "fetch", "1:*", "(ENVELOPE BODYSTRUCTURE)").printing(size),
		s.goimap(w, "envelopes"),
		s.shell("raw", w, fetch).printing(size).within("floor", 1.5, 10),
		s.shell("text", w, fetch).printing(size).within("floor", 1.5, 10),
		s.shell("tuple", w, fetch).printing(size),
		s.shell("json", w, fetch).printing(size).within("go-imap", 1.0/3, 0),
	}}
}

func (s *stage) list() row {
	w, size := work{}, int64(8_500_000)
	return row{name: "list", title: "print LIST of 200 000 mailboxes, 14 MB", entries: []entry{
		s.floor(w, `LIST "" *`).printing(size),
		s.imaplib(w, "list").printing(size),
		s.goimap(w, "list"),
		s.shell("raw", w, "list").printing(size).within("floor", 1.5, 10),
		s.shell("text", w, "list").printing(size).within("floor", 1.5, 10),
	}}
}

func (s *stage) search() row {
	w, size, line := work{mailbox: "search-1000000"}, int64(7_700_000), "search ALL"
	return row{name: "search", title: "one SEARCH line of 1 000 000 numbers, 7.8 MB", entries: []entry{
		s.floor(w, "SEARCH ALL").printing(size),
		s.imaplib(w, "search", "None", "ALL").printing(size),
		s.goimap(w, "search"),
		s.shell("raw", w, line).printing(size).within("floor", 1.5, 24),
		s.shell("text", w, line).printing(size).within("floor", 1.5, 24),
	}}
}

func (s *stage) bodies() row {
	w, size, fetch := work{mailbox: "bodies-10000"}, int64(204_800_000), "fetch 1:* BODY[]"
	return row{name: "bodies", title: "10 000 bodies of 20 KiB, 205 MB, to /dev/null", discard: true, entries: []entry{
		s.floor(w, "FETCH 1:* BODY[]").printing(size),
		s.imaplib(w, "--count", "fetch", "1:*", "BODY[]"),
		s.goimap(w, "bodies"),
		s.curl("imap://u:p@" + s.plain + "/bodies-10000;UID=[1-10000]").printing(size),
		s.shell("raw", w, fetch).printing(size).within("floor", 1.5, 10),
		s.shell("text", w, fetch).printing(size).within("floor", 1.5, 10),
	}}
}

// save is about one body of 1 GiB into a file, which may be no real one.
func (s *stage) save(name, title, file string) row {
	mailbox := "one-1-1073741824"
	w, fetch := work{mailbox: mailbox, file: file}, "fetch 1 BODY[] > "+file
	r := row{name: name, title: title, entries: []entry{
		s.floor(w, "FETCH 1 BODY[]"),
		s.imaplib(w, "fetch", "1", "BODY[]"),
		s.curl("-o", file, "imap://u:p@"+s.plain+"/"+mailbox+";UID=1"),
		s.nc(file, "a LOGIN u p", "b EXAMINE "+mailbox, "c FETCH 1 BODY[]", "d LOGOUT"),
		s.shell("raw", w, fetch).sending(4).within("floor", 1, 10),
		s.shell("text", w, fetch).sending(4).within("floor", 1, 10),
	}}
	if file != os.DevNull {
		for i := range r.entries {
			r.entries[i] = r.entries[i].saving(file, 1<<30)
		}
	}
	return r
}

// noop is about round trips, and about commands sent ahead.
func (s *stage) noop() ([]row, error) {
	w := work{repeat: 10_000}
	one := row{name: "noop", title: "10 000 NOOP round trips", entries: []entry{
		s.floor(w, "NOOP"), s.imaplib(w, "noop"), s.goimap(w, "noop"),
	}}
	ahead := row{name: "pipeline", title: "10 000 NOOP sent ahead", entries: []entry{s.floor(w, "-ahead", "NOOP")}}
	for _, view := range []string{"raw", "text"} {
		e, err := s.script(view, w, "", "noop")
		if err != nil {
			return nil, err
		}
		one.entries = append(one.entries, e.sending(10_002).within("floor", 1.2, 0))
		if e, err = s.script(view, w, "--pipeline", "noop"); err != nil {
			return nil, err
		}
		ahead.entries = append(ahead.entries, e.sending(10_002))
	}
	return []row{one, ahead}, nil
}

func (s *stage) deflate() row {
	w, size := work{}, int64(38_000_000)
	lines := []string{"compress DEFLATE", "examine envelopes-50000", "fetch 1:* (ENVELOPE BODYSTRUCTURE)"}
	return row{name: "deflate", title: "50 000 envelopes over COMPRESS=DEFLATE", entries: []entry{
		s.floor(work{mailbox: "envelopes-50000"}, "-compress", "FETCH 1:* (ENVELOPE BODYSTRUCTURE)").printing(size),
		s.shell("raw", w, lines...).printing(size).within("floor", 1.5, 0),
		s.shell("text", w, lines...).printing(size).within("floor", 1.5, 0),
	}}
}

func (s *stage) tls() row {
	w, size, fetch := work{mailbox: "bodies-10000"}, int64(204_800_000), "fetch 1:* BODY[]"
	floor := s.floor(w, "-tls", "FETCH 1:* BODY[]").printing(size)
	floor.args[len(floor.args)-2] = s.secure
	url := "imaps://" + s.secure
	return row{name: "tls", title: "10 000 bodies over TLS, to /dev/null", discard: true, entries: []entry{
		floor,
		s.curl("--cacert", s.cert, "imaps://u:p@"+s.secure+"/bodies-10000;UID=[1-10000]").printing(size),
		s.shellAt(url, "raw", w, "--ca "+s.cert, fetch).printing(size).within("floor", 1.5, 0),
		s.shellAt(url, "text", w, "--ca "+s.cert, fetch).printing(size).within("floor", 1.5, 0),
	}}
}
