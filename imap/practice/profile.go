package practice

import (
	"fmt"
	"slices"
	"strings"
)

// Profiles lists the names that [Options].Profile may have, the default last.
func Profiles() []string { return []string{"rev1-classic", "modern", "everything"} }

// The sets of capabilities, without STARTTLS, LOGINDISABLED and AUTH=, which
// depend on the state of the connection. Each is written once, in the order in
// which it is announced.
const (
	// classic is about what a server offered in 2003, when RFC 3501 was new.
	classic = `IMAP4rev1 LITERAL+ IDLE NAMESPACE ID CHILDREN UIDPLUS UNSELECT MULTIAPPEND BINARY
		SORT THREAD=ORDEREDSUBJECT THREAD=REFERENCES QUOTA ACL`

	// modern is what a well-kept server offers today, without what few have.
	modern = `IMAP4rev1 IMAP4rev2 LITERAL- SASL-IR ENABLE IDLE NAMESPACE ID CHILDREN UIDPLUS UNSELECT
		MOVE ESEARCH SEARCHRES LIST-EXTENDED LIST-STATUS SPECIAL-USE CREATE-SPECIAL-USE STATUS=SIZE
		CONDSTORE QRESYNC WITHIN SORT SORT=DISPLAY THREAD=ORDEREDSUBJECT THREAD=REFERENCES
		MULTIAPPEND BINARY UTF8=ACCEPT COMPRESS=DEFLATE
		QUOTA QUOTA=RES-STORAGE QUOTA=RES-MESSAGE ACL RIGHTS=texk METADATA`

	// everything is all there is.
	everything = `IMAP4rev1 IMAP4rev2 LITERAL+ SASL-IR ENABLE IDLE NAMESPACE ID CHILDREN UIDPLUS UNSELECT
		MOVE ESEARCH SEARCHRES LIST-EXTENDED LIST-STATUS LIST-MYRIGHTS LIST-METADATA
		SPECIAL-USE CREATE-SPECIAL-USE STATUS=SIZE
		CONDSTORE QRESYNC WITHIN SORT SORT=DISPLAY THREAD=ORDEREDSUBJECT THREAD=REFERENCES
		MULTIAPPEND BINARY REPLACE PARTIAL PREVIEW SAVEDATE OBJECTID NOTIFY
		UTF8=ACCEPT COMPRESS=DEFLATE UNAUTHENTICATE
		QUOTA QUOTA=RES-STORAGE QUOTA=RES-MESSAGE QUOTASET ACL RIGHTS=texk METADATA ANNOTATEMORE
		X-SUN-IMAP X-RFC1730-PARTIAL`

	// mechanisms are the SASL mechanisms of everything, the strongest first.
	mechanisms = `SCRAM-SHA-256-PLUS SCRAM-SHA-256 SCRAM-SHA-1-PLUS SCRAM-SHA-1 CRAM-MD5
		OAUTHBEARER XOAUTH2 PLAIN LOGIN EXTERNAL ANONYMOUS`
)

// features is what a server has switched on.
type features struct {
	order []string // as announced
	on    map[string]bool
	auth  []string // SASL mechanisms
}

// newFeatures chooses the features of a profile; with override, exactly those.
func newFeatures(profile string, override []string) (features, error) {
	var f features
	switch profile {
	case "rev1-classic":
		f.order = strings.Fields(classic)
		f.auth = []string{"CRAM-MD5", "PLAIN", "LOGIN"}
	case "modern":
		f.order = strings.Fields(modern)
		f.auth = []string{"SCRAM-SHA-256-PLUS", "SCRAM-SHA-256", "OAUTHBEARER", "PLAIN"}
	case "everything", "":
		f.order = strings.Fields(everything)
		f.auth = strings.Fields(mechanisms)
	default:
		return f, fmt.Errorf("unknown profile %q, there are %s", profile, strings.Join(Profiles(), ", "))
	}
	if override != nil {
		f.order, f.auth = nil, nil
		for _, name := range override {
			if mech, ok := strings.CutPrefix(name, "AUTH="); ok {
				f.auth = append(f.auth, mech)
			} else {
				f.order = append(f.order, name)
			}
		}
	}
	f.on = make(map[string]bool, len(f.order))
	for _, name := range f.order {
		f.on[name] = true
	}
	if f.on["IMAP4rev2"] {
		for _, name := range strings.Fields(impliedByRev2) {
			f.on[name] = true
		}
	}
	return f, nil
}

// impliedByRev2 is what IMAP4rev2 includes without announcing it
// (RFC 9051 App. E).
const impliedByRev2 = `NAMESPACE UNSELECT UIDPLUS ESEARCH SEARCHRES ENABLE IDLE SASL-IR LIST-EXTENDED
	LIST-STATUS MOVE LITERAL- BINARY CHILDREN STATUS=SIZE SPECIAL-USE`

// has reports whether a capability is switched on, by itself or as a part of
// IMAP4rev2. The empty name stands for the base protocol.
func (f *features) has(name string) bool { return name == "" || f.on[name] }

// preLogin are the capabilities worth announcing before login; the others
// follow with the tagged OK (RFC 9051 §6.1.1).
var preLogin = []string{"IMAP4rev1", "IMAP4rev2", "LITERAL+", "LITERAL-", "SASL-IR", "ID", "ENABLE", "IDLE"}

// capabilities lists what is announced in the present state of s.
func (s *session) capabilities() []string {
	f := &s.srv.features
	if s.user != nil {
		return slices.DeleteFunc(slices.Clone(f.order), func(c string) bool {
			return c == "COMPRESS=DEFLATE" && s.compressed // RFC 4978 §4
		})
	}
	var list []string
	for _, c := range f.order {
		if slices.Contains(preLogin, c) {
			list = append(list, c)
		}
	}
	if s.tls == nil && s.srv.tlsOffered() {
		list = append(list, "STARTTLS")
	}
	if s.loginDisabled() {
		list = append(list, "LOGINDISABLED")
	}
	for _, mech := range f.auth {
		if s.offersMechanism(mech) {
			list = append(list, "AUTH="+mech)
		}
	}
	return list
}
