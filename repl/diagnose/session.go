package diagnose

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"imapsh/imap"
	"imapsh/imap/protocol"
)

// session goes from the capabilities to the end.
func (t *Target) session(ctx context.Context, c *imap.Client) error {
	t.capabilities(c)
	if err := t.startTLS(ctx, c); err != nil {
		return err
	}
	if c.State() == imap.StateNonAuth {
		t.mechanisms(c)
		if t.LogIn == nil {
			t.skip(Login, "nobody to log in: name a user in the URL or with -u")
			return t.roundTrip(ctx, c)
		}
		start, before := time.Now(), c.Capabilities()
		how, err := t.LogIn(ctx, c)
		if err != nil {
			return t.fail(Login, start, err)
		}
		t.ok(Login, start, how)
		t.gained(before, c.Capabilities())
	} else {
		t.skip(Login, "the server let us in without one (PREAUTH)")
	}
	t.mail(ctx, c)
	return t.roundTrip(ctx, c)
}

// capabilities tells what the server can do, the ways to log in apart.
func (t *Target) capabilities(c *imap.Client) {
	t.ok(Capability, time.Time{}, abilities(c.Capabilities()))
}

// abilities lists capabilities and says how many of them nobody knows.
func abilities(names []string) string {
	var list []string
	unknown := 0
	for _, name := range names {
		if strings.HasPrefix(name, "AUTH=") {
			continue
		}
		if _, ok := protocol.FindCapability(name); !ok {
			unknown++
		}
		list = append(list, name)
	}
	text := strings.Join(list, " ")
	if unknown > 0 {
		text += fmt.Sprintf(" (%d of them not known to the shell)", unknown)
	}
	return text
}

// gained tells what the server can do only once somebody is logged in.
func (t *Target) gained(before, after []string) {
	var more []string
	for _, name := range after {
		if !slices.Contains(before, name) {
			more = append(more, name)
		}
	}
	if len(more) > 0 {
		t.ok(Capability, time.Time{}, "after login also "+abilities(more))
	}
}

// startTLS encrypts a connection that began in the clear.
func (t *Target) startTLS(ctx context.Context, c *imap.Client) error {
	switch {
	case c.Encrypted():
		return nil
	case t.NoSTARTTLS:
		t.skip(StartTLS, "not wanted: --tls none, or a connection that does not leave this machine")
		return nil
	case t.Demand && c.State() != imap.StateNonAuth:
		return t.fail(StartTLS, time.Time{}, &imap.Error{
			Class: imap.ClassAbort, Reason: imap.ReasonTLS, Msg: "the server let us in (PREAUTH) before the connection was encrypted, which makes STARTTLS impossible",
		})
	case t.Demand && !c.Has("STARTTLS"):
		return t.fail(StartTLS, time.Time{}, &imap.Error{Reason: imap.ReasonTLS, Msg: "the server does not offer STARTTLS, which is demanded"})
	case c.State() != imap.StateNonAuth:
		t.warn(StartTLS, "the server let us in (PREAUTH) before the connection was encrypted", "use imaps://, or ask why the server does that")
		return nil
	case !c.Has("STARTTLS"):
		t.warn(StartTLS, "not offered", "passwords cannot be sent safely on this port; try imaps://"+t.Name)
		return nil
	}
	start := time.Now()
	if _, err := c.Do(ctx, imap.StartTLS(), nil); err != nil {
		return t.fail(StartTLS, start, err)
	}
	t.encrypted(start, c.TLS(), t.Options.TLS)
	return nil
}

// mechanisms tells how one could log in.
func (t *Target) mechanisms(c *imap.Client) {
	offered := c.Mechanisms()
	detail := "SASL " + strings.Join(offered, " ")
	if len(offered) == 0 {
		detail = "no SASL mechanism"
	}
	switch {
	case c.Has("LOGINDISABLED") && len(offered) == 0:
		t.warn(Mechanisms, detail+", and LOGINDISABLED: there is no way to log in", "the server wants TLS first, or is misconfigured")
	case c.Has("LOGINDISABLED"):
		t.ok(Mechanisms, time.Time{}, detail+"; the LOGIN command is disabled")
	case !c.Encrypted() && !c.Loopback():
		t.warn(Mechanisms, detail+", and the LOGIN command in clear text", "the server should say LOGINDISABLED until TLS")
	default:
		t.ok(Mechanisms, time.Time{}, detail+", and the LOGIN command")
	}
}

// mail tells what the user finds. What the server has no capability for is
// skipped, what it refuses is a warning: mail may be read all the same.
func (t *Target) mail(ctx context.Context, c *imap.Client) {
	inbox := imap.Mailbox("INBOX")
	for _, q := range []struct {
		name, needs string
		cmd         *imap.Command
	}{
		{"INBOX", "", imap.MailboxStatus(inbox, imap.Word("MESSAGES UNSEEN UIDNEXT UIDVALIDITY"))},
		{"namespaces", "NAMESPACE", imap.Namespace()},
		{"quota", "QUOTA", imap.GetQuotaRoot(inbox)},
		{"rights on INBOX", "ACL", imap.MyRights(inbox)},
	} {
		if q.needs != "" && !c.Has(q.needs) {
			t.skip(Mail, q.name+": the server does not offer "+q.needs)
			continue
		}
		start := time.Now()
		r, err := c.Do(ctx, q.cmd, nil)
		switch {
		case interrupted(err) || c.Err() != nil:
			t.warn(Mail, fmt.Sprintf("%s: %v", q.name, err), "")
			return
		case err != nil:
			t.warn(Mail, fmt.Sprintf("%s: %v", q.name, err), "")
		case r.Type != "OK":
			t.warn(Mail, q.name+": "+r.Type+" "+string(r.Completion.Text), "")
		default:
			t.ok(Mail, start, q.name+": "+resultText(r))
		}
		r.Close()
	}
}

// resultText is a result's data on one line.
func resultText(r *imap.Result) string {
	var words []string
	for _, data := range []*imap.Data{r.Data, r.More} {
		for it, err := range data.All() {
			if err != nil {
				break
			}
			words = append(words, string(it.Text))
		}
	}
	if len(words) == 0 {
		return "nothing"
	}
	return strings.Join(words, "; ")
}

// trips is how many round trips are measured.
const trips = 3

// roundTrip measures how long the server takes to answer NOOP.
func (t *Target) roundTrip(ctx context.Context, c *imap.Client) error {
	var best, worst time.Duration
	for i := range trips {
		start := time.Now()
		r, err := c.Do(ctx, imap.Noop(), nil)
		r.Close()
		if err != nil {
			return t.fail(RoundTrip, start, err)
		}
		took := time.Since(start)
		if worst = max(worst, took); i == 0 || took < best {
			best = took
		}
	}
	t.ok(RoundTrip, time.Time{}, fmt.Sprintf("%d × NOOP, %.1f to %.1f ms", trips, ms(best), ms(worst)))
	r, err := c.Do(ctx, imap.Logout(), nil)
	r.Close()
	if err != nil && !interrupted(err) {
		t.warn(RoundTrip, "LOGOUT: "+err.Error(), "")
	}
	return nil
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
