package message

import "testing"

func TestBaseSubject(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, in, want string
		reply          bool
	}{
		{"plain", "Lunch", "Lunch", false},
		{"empty", "", "", false},
		{"spaces", "  Lunch \t at  noon ", "Lunch at noon", false},
		{"re", "Re: Lunch", "Lunch", true},
		{"re without a space", "re:Lunch", "Lunch", true},
		{"space before the colon", "RE : Lunch", "Lunch", true},
		{"many", "Re: Fwd: FW: re: Lunch", "Lunch", true},
		{"re with a blob", "Re [2]: Lunch", "Lunch", true},
		{"list tag", "[team] Lunch", "Lunch", false},
		{"list tags", "[team] [urgent] Lunch", "Lunch", false},
		{"list tag before re", "[team] Re: Lunch", "Lunch", true},
		{"list tag after re", "Re: [team] Lunch", "Lunch", true},
		{"tags and re", "Re: [a] Re: [b] [c] Fwd[1]: Lunch", "Lunch", true},
		{"only a tag", "[team]", "[team]", false},
		{"only tags: the last stays", "[a] [b]", "[b]", false},
		{"tag in the middle", "Lunch [noon] today", "Lunch [noon] today", false},
		{"bracket in a tag", "[a[b]] Lunch", "[a[b]] Lunch", false},
		{"open bracket", "[team Lunch", "[team Lunch", false},
		{"fwd trailer", "Lunch (fwd)", "Lunch", true},
		{"fwd trailers", "Lunch (fwd) (FWD) ", "Lunch", true},
		{"wrapped", "[fwd: Lunch]", "Lunch", true},
		{"wrapped twice", "[Fwd: [FWD: Re: Lunch (fwd)]]", "Lunch", true},
		{"wrapped inside a reply", "Re: [fwd: [team] Lunch]", "Lunch", true},
		{"only re", "Re:", "", true},
		{"words that begin with re", "Regarding: Lunch", "Regarding: Lunch", false},
		{"re in the middle", "About Re: Lunch", "About Re: Lunch", false},
		{"encoded", "=?utf-8?q?Re=3A_Gr=C3=BC=C3=9Fe?=", "Grüße", true},
		{"encoded in parts", "Re: =?utf-8?b?R3LDvMOf?= =?iso-8859-1?q?e?=", "Grüße", true},
		{"blob only at the end of re", "Re: [x]", "[x]", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got, reply := BaseSubject(tt.in); got != tt.want || reply != tt.reply {
				t.Errorf("got %q, %v, want %q, %v", got, reply, tt.want, tt.reply)
			}
		})
	}
}
