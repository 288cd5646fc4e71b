package render

import "testing"

func TestDecodedName(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ typ, line, want string }{
		{"LIST", `(\HasNoChildren) "/" Entw&APw-rfe`, `(\HasNoChildren) "/" Entwürfe  (wire: Entw&APw-rfe)`},
		{"LIST", `() "/" "&ZeVnLIqe- x"`, `() "/" 日本語 x  (wire: &ZeVnLIqe- x)`},
		{"LIST", `() NIL R&-D`, `() NIL R&D  (wire: R&-D)`},
		{"LIST", `() "/" Entw&-APw-rfe`, `() "/" Entw&APw-rfe  (wire: Entw&-APw-rfe; encoded twice: Entwürfe)`},
		{"STATUS", `Entw&APw-rfe (MESSAGES 1)`, `Entwürfe (MESSAGES 1)  (wire: Entw&APw-rfe)`},
		{"LIST", `() "/" INBOX`, `() "/" INBOX`},
		{"LIST", `() "/" broken&`, `() "/" broken&`},
		{"LIST", `(\A&B) "/`, `(\A&B) "/`},
		{"FETCH", `1 (X &APw-)`, `1 (X &APw-)`},
		{"STATUS", ``, ``},
	} {
		on := &Renderer{Options: Options{Decode: true}}
		if got := string(on.decodedName(row.typ, []byte(row.line))); got != row.want {
			t.Errorf("%s %s is shown as %s, want %s", row.typ, row.line, got, row.want)
		}
		off := &Renderer{}
		if got := string(off.decodedName(row.typ, []byte(row.line))); got != row.line {
			t.Errorf("\\decode off: %s %s is shown as %s", row.typ, row.line, got)
		}
	}
}
