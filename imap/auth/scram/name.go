package scram

import "strings"

// EncodeName writes a user name as saslname (RFC 5802 §7): a comma and an equals sign would end or begin a field.
func EncodeName(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "=", "=3D"), ",", "=2C")
}

// DecodeName is the reverse of [EncodeName]; ok is false when an equals sign begins anything but =2C or =3D, or a comma
// stands for itself.
func DecodeName(s string) (name string, ok bool) {
	var b strings.Builder
	for {
		plain, rest, more := strings.Cut(s, "=")
		b.WriteString(plain)
		switch {
		case strings.Contains(plain, ","):
			return "", false
		case !more:
			return b.String(), true
		case strings.HasPrefix(rest, "2C"):
			b.WriteByte(',')
		case strings.HasPrefix(rest, "3D"):
			b.WriteByte('=')
		default:
			return "", false
		}
		s = rest[2:]
	}
}
