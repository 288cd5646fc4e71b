package imap

import (
	"maps"
	"slices"
	"strings"

	"imapsh/imap/wire"
)

// capabilities is what the server said it can do, in upper case.
type capabilities struct {
	names []string
	known bool
	seen  int    // how often the server has told us
	aside []byte // the answer to a question of our own, for response()
}

// What is kept of a list of capabilities: no server has a hundredth of it.
const (
	maxCapabilityBytes = 1 << 20
	maxCapabilities    = 10000
)

func (k *capabilities) set(data []byte) {
	data = data[:min(len(data), maxCapabilityBytes)]
	k.names = nil
	for name := range strings.FieldsSeq(strings.ToUpper(string(data))) {
		if len(k.names) == maxCapabilities {
			break
		}
		k.names = append(k.names, name)
	}
	k.known = true
	k.seen++
}

func (k *capabilities) has(name string) bool {
	return slices.Contains(k.names, strings.ToUpper(name))
}

func (k *capabilities) isIMAP4() bool {
	return k.has("IMAP4rev1") || k.has("IMAP4rev2") || k.has("IMAP4")
}

func (k *capabilities) list() string {
	if len(k.names) == 0 {
		return "nothing"
	}
	return strings.Join(k.names, " ")
}

// Capabilities returns what the server last said it can do, in upper case and
// in its order.
func (c *Client) Capabilities() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.caps.names)
}

// Has reports whether the server announces a capability. What is part of
// IMAP4rev2 is announced by it (RFC 9051 App. E) once it is in force.
func (c *Client) Has(name string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.caps.has(name) || c.rev2() && slices.Contains(inRev2, strings.ToUpper(name))
}

// inRev2 is what IMAP4rev2 has taken in (RFC 9051 App. E).
var inRev2 = []string{
	"NAMESPACE", "UNSELECT", "UIDPLUS", "ESEARCH", "SEARCHRES", "ENABLE", "IDLE", "SASL-IR",
	"LIST-EXTENDED", "LIST-STATUS", "MOVE", "LITERAL-", "BINARY", "SPECIAL-USE", "STATUS=SIZE",
}

// Mechanisms returns the SASL mechanisms the server announces.
func (c *Client) Mechanisms() []string {
	var names []string
	for _, name := range c.Capabilities() {
		if mech, ok := strings.CutPrefix(name, "AUTH="); ok {
			names = append(names, mech)
		}
	}
	return names
}

// rev2 reports whether IMAP4rev2 is in force: enabled, or all there is.
func (c *Client) rev2() bool {
	return c.enabled["IMAP4REV2"] || c.caps.has("IMAP4rev2") && !c.caps.has("IMAP4rev1")
}

// enable records extensions that the server has switched on.
func (c *Client) enable(names []string) {
	if c.enabled == nil {
		c.enabled = make(map[string]bool)
	}
	for _, name := range names {
		c.enabled[strings.ToUpper(name)] = true
	}
}

// Enabled reports whether an extension has been switched on by ENABLE.
func (c *Client) Enabled(name string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.enabled[strings.ToUpper(name)]
}

// EnabledNames returns the extensions that have been switched on by ENABLE, in
// upper case and in order.
func (c *Client) EnabledNames() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Sorted(maps.Keys(c.enabled))
}

// Mode returns what may be used of the server's extensions when writing.
func (c *Client) Mode() wire.Mode {
	c.mu.Lock()
	defer c.mu.Unlock()
	return wire.Mode{
		LiteralPlus:  c.caps.has("LITERAL+"),
		LiteralMinus: c.caps.has("LITERAL-") || c.rev2(),
		Binary:       c.caps.has("BINARY") || c.rev2(),
		UTF8:         c.enabled["UTF8=ACCEPT"] || c.rev2(),
	}
}
