package render

import "github.com/fatih/color"

// palette is the colours of what the shell says. Without colour every entry
// prints as it is.
type palette struct {
	good, middling, bad, dim, alert, name, strong *color.Color
}

func newPalette(on bool) palette {
	p := palette{
		good: color.New(color.FgGreen), middling: color.New(color.FgYellow), bad: color.New(color.FgRed),
		dim: color.New(color.Faint), alert: color.New(color.FgYellow, color.Bold, color.ReverseVideo),
		name: color.New(color.FgCyan), strong: color.New(color.Bold),
	}
	for _, c := range []*color.Color{p.good, p.middling, p.bad, p.dim, p.alert, p.name, p.strong} {
		if on {
			c.EnableColor()
		} else {
			c.DisableColor()
		}
	}
	return p
}

// status is the colour of a status: green for OK, yellow for NO, red for BAD.
func (p *palette) status(typ string) *color.Color {
	switch typ {
	case "OK", "PREAUTH":
		return p.good
	case "NO", "BYE":
		return p.middling
	}
	return p.bad
}

// EditorStyles are the colours of the line being typed, by class, as SGR
// parameters; nil without colour.
func EditorStyles(on bool) map[string]string {
	if !on {
		return nil
	}
	return map[string]string{
		"hint": "90", "description": "2", "dimmed": "90", "selected": "7", "match": "1;33", "note": "2",
		"command": "1", "mailbox": "36", "set": "33", "item": "34", "flag": "35", "error": "4;31",
		"variable": "32", "secret": "2", "string": "32", "meta": "1;34",
	}
}
