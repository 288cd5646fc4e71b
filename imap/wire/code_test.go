package wire_test

import (
	"fmt"
	"testing"

	"imapsh/imap/wire"
)

func TestParseCode(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ name, in, want string }{
		{"no code", "Still here", "false//-/Still here"},
		{"nothing", "", "false//-/"},
		{"name alone", "[READ-ONLY] Examine completed", "true/READ-ONLY/-/Examine completed"},
		{"name and number", "[UIDNEXT 4392] Predicted next UID", "true/UIDNEXT/4392/Predicted next UID"},
		{"name and empty data", "[X ] text", "true/X//text"},
		{"no text", "[UIDNEXT 5]", "true/UIDNEXT/5/"},
		{"no blank before the text", "[ALERT]fire", "true/ALERT/-/fire"},
		{"only one blank goes", "[ALERT]  fire", "true/ALERT/-/ fire"},
		{"flags with brackets", `[PERMANENTFLAGS (\Seen [x] a]b \*)] Limited`, `true/PERMANENTFLAGS/(\Seen [x] a]b \*)/Limited`},
		{"bracket in a quoted string", `[X "a]b" c] text`, `true/X/"a]b" c/text`},
		{"escaped quote in a quoted string", `[X "a\"]b"] text`, `true/X/"a\"]b"/text`},
		{"backslash outside of quotes", `[X \] text`, `true/X/\/text`},
		{"brackets in the text", "[ALERT] see [1] and [2]", "true/ALERT/-/see [1] and [2]"},
		{"parenthesis never closed", "[X (a] text [b]", "true/X/(a/text [b]"},
		{"quote never closed", `[X "a] text`, `true/X/"a/text`},
		{"parenthesis never opened", "[X )] text", "true/X/)/text"},
		{"never ended", "[ALERT text", "false//-/[ALERT text"},
		{"a bracket alone", "[", "false//-/["},
		{"no name", "[] text", "false//-/[] text"},
		{"a blank for a name", "[ 5] text", "false//-/[ 5] text"},
		{"case is kept", "[copyuid 1 2 3]", "true/copyuid/1 2 3/"},
		{"URL", "[REFERRAL IMAP://user;AUTH=*@host/] go", "true/REFERRAL/IMAP://user;AUTH=*@host//go"},
	} {
		c, ok := wire.ParseCode([]byte(row.in))
		data := "-"
		if c.Data != nil {
			data = string(c.Data)
		}
		if got := fmt.Sprintf("%v/%s/%s/%s", ok, c.Name, data, c.Text); got != row.want {
			t.Errorf("%s:\n got %s\nwant %s", row.name, got, row.want)
		}
	}
}
