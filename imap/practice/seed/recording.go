package seed

import (
	"encoding/base64"
	"encoding/binary"
)

// recordingFile is the beginning of a message whose attachment is made when it
// is asked for: 5 MiB would be a tenth of the program.
const recordingFile = "big/recording"

const (
	soundSize   = 5 << 20 // octets of the decoded attachment
	sampleRate  = 8000    // one octet each
	base64Line  = 76      // characters
	recordingTo = "\r\n--five-megabytes--\r\n"
)

// recording returns the whole message, the same octets each time.
func recording() ([]byte, error) {
	head, err := readLetter(recordingFile)
	if err != nil {
		return nil, err
	}
	out := make([]byte, 0, recordingSize())
	out = append(out, head...)
	out = appendBase64(out, noise())
	return append(out, recordingTo...), nil
}

// recordingSize is the length of what recording returns.
func recordingSize() int64 {
	head, _ := readLetter(recordingFile)
	chars := base64.StdEncoding.EncodedLen(soundSize)
	lines := (chars + base64Line - 1) / base64Line
	return int64(len(head) + chars + 2*lines + len(recordingTo))
}

// appendBase64 appends b in lines (RFC 2045 §6.8).
func appendBase64(dst, b []byte) []byte {
	const perLine = base64Line / 4 * 3
	for len(b) > 0 {
		n := min(perLine, len(b))
		dst = base64.StdEncoding.AppendEncode(dst, b[:n])
		dst = append(dst, '\r', '\n')
		b = b[n:]
	}
	return dst
}

// noise returns a WAVE file (8-bit mono) of a coffee machine: a hum, and
// hissing that comes and goes every four seconds. The hissing is a xorshift
// generator with a fixed seed.
func noise() []byte {
	const headerSize = 44
	b := make([]byte, 0, soundSize)
	le := binary.LittleEndian
	b = append(b, "RIFF"...)
	b = le.AppendUint32(b, soundSize-8)
	b = append(b, "WAVEfmt "...)
	b = le.AppendUint32(b, 16)         // length of the format
	b = le.AppendUint16(b, 1)          // PCM
	b = le.AppendUint16(b, 1)          // channels
	b = le.AppendUint32(b, sampleRate) // samples a second
	b = le.AppendUint32(b, sampleRate) // octets a second
	b = le.AppendUint16(b, 1)          // octets a sample
	b = le.AppendUint16(b, 8)          // bits a sample
	b = append(b, "data"...)
	b = le.AppendUint32(b, soundSize-headerSize)
	x := uint32(418)
	for i := range soundSize - headerSize {
		x ^= x << 13
		x ^= x >> 17
		x ^= x << 5
		hum := triangle(i, sampleRate/50)
		hiss := int(x>>24) - 128
		b = append(b, byte(128+hum/4+hiss*(triangle(i, 4*sampleRate)+128)/1024))
	}
	return b
}

// triangle is a wave between -128 and 127 of that period, at sample i.
func triangle(i, period int) int {
	v := i % period * 512 / period
	if v > 255 {
		v = 511 - v
	}
	return v - 128
}
