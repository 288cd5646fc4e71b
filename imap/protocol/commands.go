package protocol

import "strings"

// Command is a command of the protocol or of an extension.
type Command struct {
	Entry // Kind: "" or the name of an extension's form ("extended", "MULTIAPPEND"), "pattern" for X<atom>

	States   States
	Untagged string   // the untagged responses it brings, in words
	Codes    []string // the response codes it may bring
}

var commands = table[Command]{
	id: CommandTable, source: &commandsText, width: common + 3,
	decode: func(e Entry, more []string) Command {
		c := Command{Entry: e, States: parseStates(more[0]), Untagged: more[1]}
		if more[2] != "" {
			c.Codes = strings.Split(more[2], ", ")
		}
		return c
	},
	entry: func(c *Command) *Entry { return &c.Entry },
}

// Commands lists every command, the extended forms of LIST and APPEND as entries of their own behind the plain
// one. The slice must not be changed; this holds for all lists of the package.
func Commands() []Command { return commands.all() }

// FindCommand finds a command by its name in any case ("fetch", "uid fetch"), in its plain form.
func FindCommand(name string) (Command, bool) {
	return commands.find(strings.Join(strings.Fields(name), " "), "")
}

// CommandForms lists the plain and the extended forms of a command.
func CommandForms(name string) []Command {
	var out []Command
	for _, c := range Commands() {
		if strings.EqualFold(c.Name, name) {
			out = append(out, c)
		}
	}
	return out
}

// Capability is a capability that a server can announce.
type Capability struct {
	Entry // Kind: iana, "iana (prefix)", draft, vendor, historic

	Adds    string // what it brings: commands, items, codes
	Servers string // who is known to announce it
}

var capabilities = table[Capability]{
	id: CapabilityTable, source: &capabilitiesText, width: common + 2,
	decode: func(e Entry, more []string) Capability { return Capability{Entry: e, Adds: more[0], Servers: more[1]} },
	entry:  func(c *Capability) *Entry { return &c.Entry },
}

// Capabilities lists every known capability.
func Capabilities() []Capability { return capabilities.all() }

// FindCapability finds a capability as announced, in any case: AUTH=PLAIN is found as AUTH=.
func FindCapability(token string) (Capability, bool) {
	if c, ok := capabilities.find(token); ok {
		return c, true
	}
	for _, c := range Capabilities() {
		if c.IsPrefix() && hasPrefixFold(token, c.Name) {
			return c, true
		}
	}
	return Capability{}, false
}

// IsPrefix says whether a server announces the name with something behind it: AUTH=, QUOTA=RES-.
func (c Capability) IsPrefix() bool {
	return strings.HasSuffix(c.Name, "=") || strings.HasSuffix(c.Kind, "(prefix)")
}

// Response is something that a server says.
type Response struct {
	Entry // Kind: untagged, tagged, continuation, list-item, code

	SentWith string // when or with which commands it comes
}

var responses = table[Response]{
	id: ResponseTable, source: &responsesText, width: common + 1,
	decode: func(e Entry, more []string) Response { return Response{Entry: e, SentWith: more[0]} },
	entry:  func(r *Response) *Entry { return &r.Entry },
}

// Responses lists every known response, response codes not included.
func Responses() []Response {
	return responses.ofKind("untagged", "tagged", "continuation", "list-item")
}

// FindResponse finds an untagged response by its name (RFC 3501 §7).
func FindResponse(name string) (Response, bool) { return responses.find(name, "untagged") }

// Codes lists every known response code.
func Codes() []Response { return responses.ofKind("code") }

// FindCode finds a response code by what stands in the brackets: "UIDNEXT 12", "METADATA MAXSIZE 1024".
func FindCode(code string) (Response, bool) {
	words := strings.Fields(strings.Trim(code, "[]"))
	for n := min(len(words), 2); n > 0; n-- {
		if r, ok := responses.find(strings.Join(words[:n], " "), "code"); ok {
			return r, true
		}
	}
	return Response{}, false
}
