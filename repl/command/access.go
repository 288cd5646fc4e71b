package command

import "imapsh/imap"

var whoArg = Arg{Name: "who", Role: Identifier}

var accessSpecs = []Spec{
	{
		Name: "getacl", Group: "Access and quota", States: imap.LoggedIn, Needs: "ACL", RFC: "RFC 4314 §3.3",
		Summary:  "show who may do what with a mailbox",
		Args:     []Arg{mailboxArg},
		Examples: []Example{{"getacl INBOX", "identifiers and their rights"}},
		Ahead:    true,
		Run:      send(func(a *Args) *imap.Command { return imap.GetACL(a.Arg("mailbox")) }),
	},
	{
		Name: "setacl", Group: "Access and quota", States: imap.LoggedIn, Needs: "ACL", RFC: "RFC 4314 §3.1",
		Summary:  "set, or with + and - change, somebody's rights",
		Args:     []Arg{mailboxArg, whoArg, {Name: "rights", Role: Rights}},
		Examples: []Example{{"setacl INBOX bob lr", "bob may look it up and read it"}},
		Run: send(func(a *Args) *imap.Command {
			return imap.SetACL(a.Arg("mailbox"), a.Arg("who"), a.Arg("rights"))
		}),
	},
	{
		Name: "deleteacl", Group: "Access and quota", States: imap.LoggedIn, Needs: "ACL", RFC: "RFC 4314 §3.2",
		Summary:  "remove somebody from the access list",
		Args:     []Arg{mailboxArg, whoArg},
		Examples: []Example{{"deleteacl INBOX bob", "as if bob had never been there"}},
		Run:      send(func(a *Args) *imap.Command { return imap.DeleteACL(a.Arg("mailbox"), a.Arg("who")) }),
	},
	{
		Name: "listrights", Group: "Access and quota", States: imap.LoggedIn, Needs: "ACL", RFC: "RFC 4314 §3.4",
		Summary:  "show which rights can be given to somebody",
		Args:     []Arg{mailboxArg, whoArg},
		Examples: []Example{{"listrights INBOX bob", "the rights that go together"}},
		Ahead:    true,
		Run:      send(func(a *Args) *imap.Command { return imap.ListRights(a.Arg("mailbox"), a.Arg("who")) }),
	},
	{
		Name: "myrights", Group: "Access and quota", States: imap.LoggedIn, Needs: "ACL", RFC: "RFC 4314 §3.5",
		Summary:  "show one's own rights",
		Args:     []Arg{mailboxArg},
		Examples: []Example{{"myrights INBOX", "what one may do there"}},
		Ahead:    true,
		Run:      send(func(a *Args) *imap.Command { return imap.MyRights(a.Arg("mailbox")) }),
	},
	{
		Name: "getquota", Group: "Access and quota", States: imap.LoggedIn, Needs: "QUOTA", RFC: "RFC 9208 §4.1.1",
		Summary:  "show usage and limits of a quota root",
		Args:     []Arg{{Name: "root", Role: QuotaRoot}},
		Examples: []Example{{`getquota ""`, "STORAGE is in units of 1024 bytes"}},
		Ahead:    true,
		Run:      send(func(a *Args) *imap.Command { return imap.GetQuota(a.Arg("root")) }),
	},
	{
		Name: "getquotaroot", Group: "Access and quota", States: imap.LoggedIn, Needs: "QUOTA", RFC: "RFC 9208 §4.1.2",
		Summary:  "show the quota roots of a mailbox and their quotas",
		Args:     []Arg{mailboxArg},
		Examples: []Example{{"getquotaroot INBOX", "two lists: roots, then quotas"}},
		Ahead:    true,
		Run:      send(func(a *Args) *imap.Command { return imap.GetQuotaRoot(a.Arg("mailbox")) }),
	},
	{
		Name: "setquota", Group: "Access and quota", States: imap.LoggedIn, Needs: "QUOTA", RFC: "RFC 9208 §4.1.3",
		Summary:  "set the limits of a quota root",
		Args:     []Arg{{Name: "root", Role: QuotaRoot}, {Name: "limits", Role: QuotaLimits, Listed: true}},
		Examples: []Example{{"setquota INBOX (STORAGE 2048)", "2 MiB; most servers let administrators only"}},
		Run:      send(func(a *Args) *imap.Command { return imap.SetQuota(a.Arg("root"), a.Arg("limits")) }),
	},
}
