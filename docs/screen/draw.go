//go:build unix

package main

import (
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"strings"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/gomonobold"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"imapsh/repl/lineedit/vt"
)

// The picture's measures, in pixels.
const (
	fontSize   = 15
	lineHeight = 20
	margin     = 14
)

// A dark terminal's colours, by SGR parameter; 0 is the text.
var (
	background = color.RGBA{0x1c, 0x1e, 0x26, 0xff}
	inks       = map[string]color.RGBA{
		"": {0xd8, 0xda, 0xe0, 0xff}, "2": {0x8a, 0x8f, 0x9c, 0xff}, "90": {0x6c, 0x71, 0x7e, 0xff},
		"31": {0xf0, 0x71, 0x78, 0xff}, "32": {0x9c, 0xce, 0x6a, 0xff}, "33": {0xe6, 0xb6, 0x73, 0xff},
		"34": {0x7a, 0xa2, 0xf7, 0xff}, "35": {0xbb, 0x9a, 0xf7, 0xff}, "36": {0x7d, 0xcf, 0xff, 0xff},
	}
)

// pen is how a column is drawn.
type pen struct {
	ink            color.RGBA
	bold, reversed bool
	underlined     bool
}

// penOf reads SGR parameters.
func penOf(sgr string) pen {
	p := pen{ink: inks[""]}
	for _, n := range strings.Split(sgr, ";") {
		switch n {
		case "1":
			p.bold = true
		case "4":
			p.underlined = true
		case "7":
			p.reversed = true
		default:
			if ink, ok := inks[n]; ok {
				p.ink = ink
			}
		}
	}
	return p
}

// drawer draws text of one size.
type drawer struct {
	img           *image.RGBA
	regular, bold font.Face
	width         int // of a column
}

// drawScreen makes a picture of the screen.
func drawScreen(s *vt.Screen) (*image.RGBA, error) {
	d := &drawer{}
	for _, f := range []struct {
		to  *font.Face
		ttf []byte
	}{{&d.regular, gomono.TTF}, {&d.bold, gomonobold.TTF}} {
		parsed, err := opentype.Parse(f.ttf)
		if err == nil {
			*f.to, err = opentype.NewFace(parsed, &opentype.FaceOptions{Size: fontSize, DPI: 72, Hinting: font.HintingFull})
		}
		if err != nil {
			return nil, err
		}
	}
	advance, _ := d.regular.GlyphAdvance('m')
	d.width = advance.Ceil()
	d.img = image.NewRGBA(image.Rect(0, 0, 2*margin+cols*d.width, 2*margin+rows*lineHeight))
	draw.Draw(d.img, d.img.Bounds(), image.NewUniform(background), image.Point{}, draw.Src)
	for row := range rows {
		for col := range cols {
			text, sgr := s.Cell(row, col)
			d.cell(row, col, text, penOf(sgr))
		}
	}
	row, col := s.Cursor()
	d.fill(d.box(row, col), inks[""])
	return d.img, nil
}

func (d *drawer) box(row, col int) image.Rectangle {
	x, y := margin+col*d.width, margin+row*lineHeight
	return image.Rect(x, y, x+d.width, y+lineHeight)
}

func (d *drawer) fill(r image.Rectangle, c color.RGBA) {
	draw.Draw(d.img, r, image.NewUniform(c), image.Point{}, draw.Src)
}

// cell draws one column.
func (d *drawer) cell(row, col int, text string, p pen) {
	box := d.box(row, col)
	if p.reversed {
		d.fill(box, p.ink)
		p.ink = background
	}
	face := d.regular
	if p.bold {
		face = d.bold
	}
	baseline := box.Min.Y + lineHeight - 5
	w := font.Drawer{Dst: d.img, Src: image.NewUniform(p.ink), Face: face, Dot: fixed.P(box.Min.X, baseline)}
	w.DrawString(text)
	if p.underlined && text != "" {
		d.fill(image.Rect(box.Min.X, baseline+2, box.Max.X, baseline+3), p.ink)
	}
}

// writePNG writes a picture of the screen to a file.
func writePNG(s *vt.Screen, path string) error {
	img, err := drawScreen(s)
	if err != nil {
		return err
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(f, img); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
