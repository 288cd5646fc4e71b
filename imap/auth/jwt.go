package auth

import (
	"encoding/base64"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"
)

// TokenInfo is what a JWT (RFC 7519) says about itself. Nothing of it is verified, and the token is not in it.
type TokenInfo struct {
	Issuer   string
	Audience []string
	Scope    string
	Expires  time.Time // zero when the token does not say
}

// InspectToken reads the claims of a token that is a signed JWT. It reports false for opaque and encrypted tokens.
func InspectToken(token string) (TokenInfo, bool) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 || len(token) > MaxChallenge {
		return TokenInfo{}, false
	}
	var header struct {
		Alg string `json:"alg"`
	}
	if !jwtPart(parts[0], &header) || header.Alg == "" {
		return TokenInfo{}, false
	}
	var claims map[string]json.RawMessage
	if !jwtPart(parts[1], &claims) {
		return TokenInfo{}, false
	}
	info := TokenInfo{
		Issuer:   claimText(claims["iss"]),
		Audience: claimTexts(claims["aud"]),
		Expires:  claimTime(claims["exp"]),
	}
	for _, name := range []string{"scope", "scp"} {
		if info.Scope == "" {
			info.Scope = strings.Join(claimTexts(claims[name]), " ")
		}
	}
	return info, true
}

func jwtPart(part string, into any) bool {
	raw, err := base64.RawURLEncoding.DecodeString(part)
	return err == nil && json.Unmarshal(raw, into) == nil
}

func claimText(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return visible([]byte(s))
}

// claimTexts reads a claim that is one string or several (RFC 7519 §4.1.3).
func claimTexts(raw json.RawMessage) []string {
	var several []string
	if json.Unmarshal(raw, &several) != nil {
		if s := claimText(raw); s != "" {
			return []string{s}
		}
		return nil
	}
	for i, s := range several {
		several[i] = visible([]byte(s))
	}
	return several
}

// claimTime reads seconds since 1970, with or without a fraction.
func claimTime(raw json.RawMessage) time.Time {
	const year10000 = 253402300800
	var seconds float64
	if len(raw) == 0 || json.Unmarshal(raw, &seconds) != nil || math.IsNaN(seconds) || seconds <= 0 || seconds >= year10000 {
		return time.Time{}
	}
	return time.Unix(int64(seconds), 0).UTC()
}

// Describe says in words what the token says of itself, for example
// "expired 2026-05-01T10:00:00Z (3h ago), audience https://mail.example.com". With a zero now it only names the date.
func (t TokenInfo) Describe(now time.Time) string {
	var words []string
	switch {
	case t.Expires.IsZero():
		words = append(words, "says no expiry")
	case now.IsZero():
		words = append(words, "expires "+t.Expires.Format(time.RFC3339))
	case now.Before(t.Expires):
		words = append(words, "valid until "+t.Expires.Format(time.RFC3339)+" (in "+roughly(t.Expires.Sub(now))+")")
	default:
		words = append(words, "expired "+t.Expires.Format(time.RFC3339)+" ("+roughly(now.Sub(t.Expires))+" ago)")
	}
	if len(t.Audience) > 0 {
		words = append(words, "audience "+strings.Join(t.Audience, " "))
	}
	if t.Issuer != "" {
		words = append(words, "issuer "+t.Issuer)
	}
	if t.Scope != "" {
		words = append(words, "scope "+t.Scope)
	}
	return strings.Join(words, ", ")
}

// roughly drops the units nobody needs beside the larger ones.
func roughly(d time.Duration) string {
	switch {
	case d >= 48*time.Hour:
		return strconv.Itoa(int(d/(24*time.Hour))) + " days"
	case d >= time.Hour:
		return strings.TrimSuffix(d.Round(time.Minute).String(), "0s")
	}
	return d.Round(time.Second).String()
}
