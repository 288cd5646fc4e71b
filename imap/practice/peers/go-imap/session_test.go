package main

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-sasl"

	"imapsh/imap/practice"
)

// connect connects to the server. The client sees to it that a test that hangs
// fails.
func connect(t *testing.T, srv *practice.Server, o imapclient.Options) *imapclient.Client {
	t.Helper()
	conn := srv.Pipe()
	if err := conn.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	c := imapclient.New(deaf{conn}, &o)
	t.Cleanup(func() { c.Close() })
	return c
}

// deaf is a connection whose deadlines the client cannot change.
type deaf struct{ net.Conn }

func (deaf) SetDeadline(time.Time) error      { return nil }
func (deaf) SetReadDeadline(time.Time) error  { return nil }
func (deaf) SetWriteDeadline(time.Time) error { return nil }

// login logs alice in.
func login(t *testing.T, srv *practice.Server, o imapclient.Options) *imapclient.Client {
	t.Helper()
	c := connect(t, srv, o)
	check(t, c.Login("alice", "alicepw").Wait())
	return c
}

func server(t *testing.T, profile string) *practice.Server {
	t.Helper()
	srv := practice.New(practice.Options{Profile: profile})
	t.Cleanup(srv.Close)
	return srv
}

// inProfiles runs a test with each profile that has what the client uses.
func inProfiles(t *testing.T, test func(t *testing.T, profile string)) {
	t.Parallel()
	for _, profile := range []string{"modern", "everything"} {
		t.Run(profile, func(t *testing.T) {
			t.Parallel()
			test(t, profile)
		})
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// got is check for calls that return something.
func got[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		check(t, err)
		return v
	}
}

// wantCode holds that a command was refused with a response code.
func wantCode(t *testing.T, err error, code imap.ResponseCode) {
	t.Helper()
	var no *imap.Error
	if !errors.As(err, &no) || no.Type != imap.StatusResponseTypeNo || no.Code != code {
		t.Errorf("got %v, want NO [%s]", err, code)
	}
}

func TestLogin(t *testing.T) {
	t.Parallel()
	srv := server(t, "everything")
	c := connect(t, srv, imapclient.Options{})
	check(t, c.WaitGreeting())
	wantCode(t, c.Login("alice", "wrong").Wait(), imap.ResponseCodeAuthenticationFailed)
	check(t, c.Authenticate(sasl.NewPlainClient("", "alice", "alicepw")))
	if !c.Caps().Has(imap.CapIMAP4rev2) || !c.Caps().Has(imap.CapUIDPlus) {
		t.Errorf("capabilities %v", c.Caps())
	}
	check(t, c.Unauthenticate().Wait())
	check(t, c.Authenticate(sasl.NewOAuthBearerClient(&sasl.OAuthBearerOptions{Username: "bob", Token: "token-bob"})))
	check(t, c.Logout().Wait())

	pool := got(srv.CertPool())(t)
	secure := got(imapclient.NewStartTLS(srv.Pipe(), &imapclient.Options{
		TLSConfig: &tls.Config{RootCAs: pool, ServerName: "localhost"},
	}))(t)
	check(t, secure.Login("alice", "alicepw").Wait())
	if data := got(secure.ID(&imap.IDData{Name: "test"}).Wait())(t); data.Name != "imapsh practice server" {
		t.Errorf("ID %+v", data)
	}
	check(t, secure.Logout().Wait())
}

func TestMailboxes(t *testing.T) { inProfiles(t, mailboxes) }

func mailboxes(t *testing.T, profile string) {
	c := login(t, server(t, profile), imapclient.Options{})
	names := func(pattern string, o *imap.ListOptions) (list []string) {
		t.Helper()
		for _, m := range got(c.List("", pattern, o).Collect())(t) {
			list = append(list, m.Mailbox)
		}
		return list
	}
	all := names("*", nil)
	for _, name := range []string{"INBOX", "Übungen", "日本語/手紙", "R&D", `a "quoted" name`, `back\slash`, "Shared/Team"} {
		if !slices.Contains(all, name) {
			t.Errorf("no %s in %q", name, all)
		}
	}
	if list := names("*", &imap.ListOptions{SelectSpecialUse: true}); !slices.Equal(list, []string{"Archive", "Drafts", "Junk", "Sent", "Trash"}) {
		t.Errorf("special uses: %q", list)
	}
	check(t, c.Create("Neu/Ärger", nil).Wait())
	wantCode(t, c.Create("Neu/Ärger", nil).Wait(), imap.ResponseCodeAlreadyExists)
	check(t, c.Create("Important", &imap.CreateOptions{SpecialUse: []imap.MailboxAttr{imap.MailboxAttrImportant}}).Wait())
	check(t, c.Subscribe("Neu/Ärger").Wait())
	if list := names("Neu*", &imap.ListOptions{SelectSubscribed: true}); !slices.Equal(list, []string{"Neu/Ärger"}) {
		t.Errorf("subscribed: %q", list)
	}
	check(t, c.Unsubscribe("Neu/Ärger").Wait())
	check(t, c.Rename("Neu/Ärger", "Alt", nil).Wait())
	check(t, c.Delete("Alt").Wait())
	wantCode(t, c.Delete("Alt").Wait(), imap.ResponseCodeNonExistent)
	st := got(c.Status("INBOX", &imap.StatusOptions{
		NumMessages: true, UIDNext: true, UIDValidity: true, NumUnseen: true, NumDeleted: true, Size: true,
	}).Wait())(t)
	if *st.NumMessages < 20 || st.UIDNext == 0 || st.UIDValidity == 0 || *st.NumUnseen == 0 || *st.Size == 0 {
		t.Errorf("STATUS %+v", st)
	}
	listed := got(c.List("", "Work", &imap.ListOptions{ReturnStatus: &imap.StatusOptions{NumMessages: true}, ReturnChildren: true}).Collect())(t)
	if len(listed) != 1 || listed[0].Status == nil || *listed[0].Status.NumMessages != 8 {
		t.Errorf("LIST-STATUS %+v", listed)
	}
	ns := got(c.Namespace().Wait())(t)
	if len(ns.Personal) != 1 || len(ns.Other) != 1 || ns.Shared[0].Prefix != "Shared/" {
		t.Errorf("NAMESPACE %+v", ns)
	}
}

// letter is appended by the tests below.
const letter = "From: Alice <alice@example.org>\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nMIME-Version: 1.0\r\n" +
	"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHello\r\n--b\r\n" +
	"Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\nAAEC\r\n--b--\r\n"

func appendLetter(t *testing.T, c *imapclient.Client, mailbox string, o *imap.AppendOptions) *imap.AppendData {
	t.Helper()
	cmd := c.Append(mailbox, int64(len(letter)), o)
	_, err := io.WriteString(cmd, letter)
	check(t, err)
	check(t, cmd.Close())
	return got(cmd.Wait())(t)
}

func TestMessages(t *testing.T) { inProfiles(t, messages) }

func messages(t *testing.T, profile string) {
	c := login(t, server(t, profile), imapclient.Options{})
	check(t, c.Create("Box", nil).Wait())
	when := time.Date(2026, 2, 3, 4, 5, 6, 0, time.FixedZone("", 3600))
	for uid := imap.UID(1); uid <= 3; uid++ {
		if data := appendLetter(t, c, "Box", &imap.AppendOptions{Flags: []imap.Flag{imap.FlagFlagged, "work"}, Time: when}); data.UID != uid {
			t.Errorf("APPENDUID %+v, want %d", data, uid)
		}
	}
	box := got(c.Select("Box", &imap.SelectOptions{CondStore: true}).Wait())(t)
	if box.NumMessages != 3 || box.UIDNext != 4 || box.HighestModSeq == 0 || !slices.Contains(box.PermanentFlags, imap.FlagWildcard) {
		t.Errorf("SELECT %+v", box)
	}

	one := imap.SeqSetNum(1)
	whole, part := &imap.FetchItemBodySection{Peek: true}, &imap.FetchItemBinarySection{Part: []int{2}, Peek: true}
	list := got(c.Fetch(one, &imap.FetchOptions{
		UID: true, Flags: true, InternalDate: true, RFC822Size: true, Envelope: true, ModSeq: true,
		BodyStructure: &imap.FetchItemBodyStructure{Extended: true}, BodySection: []*imap.FetchItemBodySection{whole},
		BinarySection:     []*imap.FetchItemBinarySection{part},
		BinarySectionSize: []*imap.FetchItemBinarySectionSize{{Part: []int{2}}},
	}).Collect())(t)
	m := list[0]
	switch {
	case m.UID != 1 || m.RFC822Size != int64(len(letter)) || !m.InternalDate.Equal(when) || m.ModSeq == 0:
		t.Errorf("FETCH %+v", m)
	case !slices.Equal(m.Flags, []imap.Flag{imap.FlagFlagged, "\\Recent", "work"}):
		t.Errorf("FLAGS %v", m.Flags)
	case m.Envelope.Subject != "Grüße" || m.Envelope.From[0].Addr() != "alice@example.org":
		t.Errorf("ENVELOPE %+v", m.Envelope)
	case m.BodyStructure.MediaType() != "multipart/mixed":
		t.Errorf("BODYSTRUCTURE %+v", m.BodyStructure)
	case string(m.FindBodySection(whole)) != letter:
		t.Errorf("BODY[] %q", m.FindBodySection(whole))
	case string(m.FindBinarySection(part)) != "\x00\x01\x02" || m.BinarySectionSize[0].Size != 3:
		t.Errorf("BINARY[2] %q", m.FindBinarySection(part))
	}

	stored := got(c.Store(one, &imap.StoreFlags{Op: imap.StoreFlagsAdd, Flags: []imap.Flag{imap.FlagDeleted}}, nil).Collect())(t)
	if len(stored) != 1 || !slices.Contains(stored[0].Flags, imap.FlagDeleted) {
		t.Errorf("STORE %+v", stored)
	}
	copied := got(c.Copy(imap.SeqSetNum(1, 2), "Trash").Wait())(t)
	if len(copied.SourceUIDs) == 0 || copied.UIDValidity == 0 {
		t.Errorf("COPY %+v", copied)
	}
	_, err := c.Copy(one, "Nowhere").Wait()
	wantCode(t, err, imap.ResponseCodeTryCreate)
	moved := got(c.Move(imap.UIDSetNum(2), "Trash").Wait())(t)
	if moved.UIDValidity == 0 {
		t.Errorf("MOVE %+v", moved)
	}
	if gone := got(c.UIDExpunge(imap.UIDSetNum(1)).Collect())(t); !slices.Equal(gone, []uint32{1}) {
		t.Errorf("UID EXPUNGE %v", gone)
	}
	if gone := got(c.Expunge().Collect())(t); len(gone) != 0 {
		t.Errorf("EXPUNGE %v", gone)
	}
	check(t, c.UnselectAndExpunge().Wait())
}

func TestSearch(t *testing.T) { inProfiles(t, search) }

func search(t *testing.T, profile string) {
	c := login(t, server(t, profile), imapclient.Options{})
	got(c.Select("Work", &imap.SelectOptions{ReadOnly: true}).Wait())(t)
	subject := &imap.SearchCriteria{Header: []imap.SearchCriteriaHeaderField{{Key: "Subject", Value: "moving"}}}
	found := got(c.UIDSearch(subject, nil).Wait())(t)
	if len(found.AllUIDs()) < 5 {
		t.Errorf("SEARCH %+v", found)
	}
	found = got(c.Search(&imap.SearchCriteria{
		Not: []imap.SearchCriteria{{Flag: []imap.Flag{imap.FlagSeen}}},
		Or:  [][2]imap.SearchCriteria{{{Text: []string{"server"}}, {Larger: 1}}},
	}, &imap.SearchOptions{ReturnMin: true, ReturnMax: true, ReturnCount: true, ReturnAll: true}).Wait())(t)
	if found.Count != 2 || found.Min != 6 || found.Max != 8 {
		t.Errorf("ESEARCH %+v", found)
	}
	byDate := []imapclient.SortCriterion{{Key: imapclient.SortKeyDate, Reverse: true}}
	sorted := got(c.UIDSort(&imapclient.SortOptions{SearchCriteria: &imap.SearchCriteria{}, SortCriteria: byDate}).Wait())(t)
	if len(sorted) != 8 || sorted[0] != 19 {
		t.Errorf("SORT %v", sorted)
	}
	for _, algorithm := range []imap.ThreadAlgorithm{imap.ThreadReferences, imap.ThreadOrderedSubject} {
		threads := got(c.Thread(&imapclient.ThreadOptions{Algorithm: algorithm, SearchCriteria: subject}).Wait())(t)
		if len(threads) == 0 || len(threads[0].Chain)+len(threads[0].SubThreads) < 2 {
			t.Errorf("THREAD %s %+v", algorithm, threads)
		}
	}
	check(t, c.Unselect().Wait())
}

func TestRights(t *testing.T) {
	t.Parallel()
	srv := server(t, "everything")
	c := login(t, srv, imapclient.Options{})
	mine := got(c.MyRights("Work").Wait())(t)
	if !strings.Contains(string(mine.Rights), "l") {
		t.Errorf("MYRIGHTS %+v", mine)
	}
	check(t, c.SetACL("Work", "bob", imap.RightModificationReplace, imap.RightSet("lrs")).Wait())
	list := got(c.GetACL("Work").Wait())(t)
	if rights := list.Rights["bob"]; !rights.Equal(imap.RightSet("lrs")) {
		t.Errorf("GETACL %+v", list)
	}
	quotas := got(c.GetQuotaRoot("Archive/Attic").Wait())(t)
	if len(quotas) != 2 || quotas[1].Resources[imap.QuotaResourceStorage].Limit != 13 {
		t.Errorf("GETQUOTAROOT %+v", quotas)
	}
	if q := got(c.GetQuota("Archive/Attic").Wait())(t); q.Resources[imap.QuotaResourceMessage].Limit != 5 {
		t.Errorf("GETQUOTA %+v", q)
	}
	note := []byte("mine")
	check(t, c.SetMetadata("Work", map[string]*[]byte{"/private/comment": &note}).Wait())
	meta := got(c.GetMetadata("Work", []string{"/private/comment"}, nil).Wait())(t)
	if v := meta.Entries["/private/comment"]; v == nil || string(*v) != "mine" {
		t.Errorf("GETMETADATA %+v", meta)
	}
	boss := connect(t, srv, imapclient.Options{})
	check(t, boss.Login("admin", "adminpw").Wait())
	check(t, boss.SetQuota("Other Users/alice", map[imap.QuotaResourceType]int64{imap.QuotaResourceMessage: 1000}).Wait())
}

// TestNews lets one client learn of what another does, in IDLE.
func TestNews(t *testing.T) {
	t.Parallel()
	srv := server(t, "everything")
	arrived, expunged, flagged := make(chan uint32, 9), make(chan uint32, 9), make(chan uint32, 9)
	listener := login(t, srv, imapclient.Options{UnilateralDataHandler: &imapclient.UnilateralDataHandler{
		Mailbox: func(d *imapclient.UnilateralDataMailbox) {
			if d.NumMessages != nil {
				arrived <- *d.NumMessages
			}
		},
		Expunge: func(n uint32) { expunged <- n },
		Fetch: func(m *imapclient.FetchMessageData) {
			if data, err := m.Collect(); err == nil && slices.Contains(data.Flags, imap.FlagDeleted) {
				flagged <- data.SeqNum
			}
		},
	}})
	box := got(listener.Select("Drafts", nil).Wait())(t)
	idle, err := listener.Idle()
	check(t, err)
	c := login(t, srv, imapclient.Options{})
	got(c.Select("Drafts", nil).Wait())(t)
	appendLetter(t, c, "Drafts", nil)
	expect(t, arrived, box.NumMessages+1)
	got(c.Store(imap.SeqSetNum(1), &imap.StoreFlags{Op: imap.StoreFlagsAdd, Flags: []imap.Flag{imap.FlagDeleted}}, nil).Collect())(t)
	expect(t, flagged, 1)
	got(c.Expunge().Collect())(t)
	expect(t, expunged, 1)
	check(t, idle.Close())
	check(t, idle.Wait())
	check(t, listener.Noop().Wait())
}

func expect(t *testing.T, c <-chan uint32, want uint32) {
	t.Helper()
	select {
	case n := <-c:
		if n != want {
			t.Errorf("got %d, want %d", n, want)
		}
	case <-time.After(time.Minute): // only a failure takes so long
		t.Fatalf("nothing came, want %d", want)
	}
}
