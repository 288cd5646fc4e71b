package practice

import (
	"strings"

	"imapsh/imap/practice/seed"
	"imapsh/imap/practice/store"
)

// planted is a store with mail in it. A name that the store refuses is left out.
// Where somebody has a mailbox that is called like the beginning of a namespace,
// that begins with "#" (RFC 2342 §3), or the mailbox could not be reached.
func planted(o store.Options, mail seed.Mail) *store.Store {
	st := store.New(o)
	others, shared := st.Prefixes()
	for prefix, first := range map[string]*string{others: &o.Others, shared: &o.Shared} {
		if name := strings.TrimSuffix(prefix, st.Delimiter()); begins(mail, name) {
			*first = "#" + name
		}
	}
	st = store.New(o)
	plant(st, mail)
	return st
}

// begins tells whether a user's mailbox has this first level.
func begins(mail seed.Mail, first string) bool {
	for _, u := range mail.Users {
		for _, box := range u.Mailboxes {
			if level, _, _ := strings.Cut(box.Name, seed.Delimiter); level == first {
				return true
			}
		}
	}
	return false
}

func plant(st *store.Store, mail seed.Mail) {
	p := planter{st}
	for entry, value := range mail.Notes {
		st.NoteServer(entry, value)
	}
	for _, u := range mail.Users {
		user := st.AddUser(u.Name, store.UserOptions{
			Password: u.Password, Admin: u.Admin, Groups: u.Groups, ReadOnly: u.ReadOnly,
		})
		p.limit(user, "", u.Quota)
		for _, box := range u.Mailboxes {
			p.mailbox(user, box)
		}
	}
	for _, box := range mail.Shared {
		p.mailbox(nil, box)
	}
}

type planter struct{ st *store.Store }

// name writes a name with the store's delimiter.
func (p planter) name(name string) string {
	return strings.ReplaceAll(name, seed.Delimiter, p.st.Delimiter())
}

func (p planter) mailbox(u *store.User, box seed.Mailbox) {
	planting := store.Planting{Path: p.name(box.Name)}
	if box.SpecialUse != "" {
		planting.Use = []string{box.SpecialUse}
	}
	for _, g := range box.ACL {
		rights, _ := store.ParseRights(g.Rights)
		planting.ACL = append(planting.ACL, store.ACLEntry{Who: g.Who, Rights: rights})
	}
	for entry, value := range box.Notes {
		planting.Notes = append(planting.Notes, store.Note{Entry: entry, Value: []byte(value)})
	}
	for _, m := range box.Messages {
		planting.Messages = append(planting.Messages, plantedMessage(m))
	}
	markRecent(planting.Messages)
	if p.st.Plant(u, planting) != nil {
		return
	}
	p.limit(u, planting.Path, box.Quota)
	if box.Subscribed {
		p.subscribe(u, planting.Path)
	}
}

// markRecent makes the messages at the end that nobody has seen \Recent, as
// mail that has just come is.
func markRecent(list []store.PlantedMessage) {
	for i := len(list) - 1; i >= 0 && list[i].Flags.System&store.Seen == 0; i-- {
		list[i].Recent = true
	}
}

// subscribe subscribes the owner; everybody to a shared mailbox.
func (p planter) subscribe(u *store.User, path string) {
	if u != nil {
		p.st.Follow(u, path)
		return
	}
	_, shared := p.st.Prefixes()
	for _, user := range p.st.Users() {
		p.st.Follow(user, shared+path)
	}
}

func plantedMessage(m seed.Message) store.PlantedMessage {
	var flags store.Flags
	for _, f := range m.Flags {
		flags.ParseFlag(f)
	}
	return store.PlantedMessage{UID: m.UID, NewMessage: store.NewMessage{
		Flags:    flags,
		Internal: m.Internal,
		Body:     store.LazyBody(m.Size, m.Body),
	}}
}

func (p planter) limit(u *store.User, path string, q seed.Quota) {
	var limits []store.Limit
	if q.Storage > 0 {
		limits = append(limits, store.Limit{Resource: "STORAGE", Limit: q.Storage})
	}
	if q.Messages > 0 {
		limits = append(limits, store.Limit{Resource: "MESSAGE", Limit: q.Messages})
	}
	if len(limits) > 0 {
		p.st.LimitQuota(u, path, limits...)
	}
}
